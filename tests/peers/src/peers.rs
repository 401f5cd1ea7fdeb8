//! The gateways, as `start.mjs` starts them.

use crate::Server;
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

/// Addresses of gateways on this machine, without a path. They run until it is dropped.
pub struct Peers {
    /// aimock, with any key or none.
    pub open: String,
    /// aimock, with `key` alone.
    pub locked: String,
    pub portkey: String,
    /// LiteLLM's proxy, with `key` alone.
    pub litellm: Option<String>,
    pub key: String,
    /// What every model says that answers to the end.
    pub answer: String,
    _server: Server,
}

impl Peers {
    /// aimock and Portkey, started once for all tests of a program.
    pub fn shared() -> &'static Self {
        static PEERS: OnceLock<Peers> = OnceLock::new();
        PEERS.get_or_init(|| Self::start(&[]))
    }

    /// All of them, with a configuration for LiteLLM.
    pub fn with_litellm(configuration: &Path) -> Self {
        Self::start(&["--litellm", configuration.to_str().unwrap()])
    }

    fn start(words: &[&str]) -> Self {
        let mut server = Server::node(&Path::new(env!("CARGO_MANIFEST_DIR")).join("start.mjs"), words);
        let said: Value = serde_json::from_str(&server.first_line()).unwrap();
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        Self {
            open: text("open"),
            locked: text("locked"),
            portkey: text("portkey"),
            litellm: said["litellm"].as_str().map(str::to_owned),
            key: text("key"),
            answer: text("answer"),
            _server: server,
        }
    }
}
