//! The relay of rust-nostr, in this process.

use nostr_relay_builder::error::Error;
use nostr_relay_builder::prelude::{LocalRelay, MockRelay, RateLimit, RelayBuilder, RelayTestOptions};
use tokio::runtime::Runtime;

/// The builder looks for a free port by listening on it, lets it go and listens again. In between, another relay may
/// take it, or a child process that is just starting may hold on to the first listener.
const STARTS: usize = 20;

/// Runs until it is dropped.
pub struct RustRelay {
    pub url: String,
    _relay: LocalRelay,
    _runtime: Runtime,
}

impl RustRelay {
    pub fn start(set: impl Fn(RelayBuilder) -> RelayBuilder) -> Self {
        Self::listening(async || {
            let limit = RateLimit { max_reqs: 500, notes_per_minute: 100_000 };
            let relay = LocalRelay::new(set(RelayBuilder::default().rate_limit(limit)));
            relay.run().await.map(|()| relay)
        })
    }

    /// Starts a relay with faults to order.
    pub fn start_faulty(faults: RelayTestOptions) -> Self {
        Self::listening(async || MockRelay::run_with_opts(faults.clone()).await.map(|relay| LocalRelay::clone(&relay)))
    }

    fn listening(start: impl AsyncFn() -> Result<LocalRelay, Error>) -> Self {
        let runtime = Runtime::new().unwrap();
        let mut started = runtime.block_on(start());
        for _ in 1..STARTS {
            if started.is_err() {
                started = runtime.block_on(start());
            }
        }
        let relay = started.unwrap();
        let url = runtime.block_on(relay.url()).to_string();
        Self { url, _relay: relay, _runtime: runtime }
    }
}
