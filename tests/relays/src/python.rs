//! The relay `nostr-relay` from PyPI, as a program of its own.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs until it is dropped.
pub struct PythonRelay {
    pub url: String,
    process: Child,
    folder: PathBuf,
}

impl PythonRelay {
    /// Starts the relay that `cargo xtask` installed, asking for so many bits of work.
    pub fn start(work: u32) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let folder = std::env::temp_dir().join(format!("shipcheck-nostr-relay-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let config = folder.join("config.yaml");
        std::fs::write(&config, configuration(&folder, port, work)).unwrap();
        let mut command = Command::new(program());
        command.arg("-c").arg(&config).args(["serve", "--use-uvicorn"]).current_dir(&folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(std::fs::File::create(folder.join("log")).unwrap());
        let process = command.spawn().unwrap();
        let mut relay = Self { url: format!("ws://127.0.0.1:{port}"), process, folder };
        relay.wait_until_it_listens(port);
        relay
    }

    fn wait_until_it_listens(&mut self, port: u16) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let gone = self.process.try_wait().unwrap().is_some();
            let late = start.elapsed() > Duration::from_secs(60);
            let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(!gone && !late, "nostr-relay does not start: {}", log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for PythonRelay {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// Where `xtask/src/python.rs` puts it.
fn program() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || variable("HOME").or_else(|| variable("USERPROFILE")).map(|home| home.join(".cache"));
    let cache = variable("XDG_CACHE_HOME").or_else(home).unwrap().join("shipcheck");
    let requirements = include_str!("../requirements.txt");
    let pinned = requirements.lines().find_map(|line| line.strip_prefix("nostr-relay==")).unwrap();
    let version = pinned.split_whitespace().next().unwrap();
    let program = cache.join(format!("nostr-relay-{version}/bin/nostr-relay"));
    let remedy = "run `cargo xtask relay`, which installs it";
    assert!(program.exists(), "{} is not there; {remedy}", program.display());
    program
}

fn configuration(folder: &Path, port: u16, work: u32) -> String {
    format!(
        "\
storage:
  sqlalchemy.url: sqlite+aiosqlite:///{}/events.sqlite3
  validators:
    - nostr_relay.validators.is_signed
    - nostr_relay.validators.is_recent
    - nostr_relay.validators.is_pow
require_pow: {work}
max_limit: 50
gunicorn:
  bind: 127.0.0.1:{port}
  workers: 1
authentication:
  enabled: false
",
        folder.display()
    )
}
