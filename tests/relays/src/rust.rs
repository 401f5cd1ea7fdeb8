//! The relay of rust-nostr, in this process.

use nostr_relay_builder::prelude::{LocalRelay, MockRelay, RateLimit, RelayBuilder, RelayTestOptions};
use std::sync::{Mutex, PoisonError};
use tokio::runtime::Runtime;

/// One relay at a time: the builder looks for a free port first and takes it only later, so that two of them may find
/// the same one.
static STARTING: Mutex<()> = Mutex::new(());

/// Runs until it is dropped.
pub struct RustRelay {
    pub url: String,
    _relay: LocalRelay,
    _runtime: Runtime,
}

impl RustRelay {
    pub fn start(set: impl FnOnce(RelayBuilder) -> RelayBuilder) -> Self {
        let runtime = Runtime::new().unwrap();
        let limit = RateLimit { max_reqs: 500, notes_per_minute: 100_000 };
        let relay = LocalRelay::new(set(RelayBuilder::default().rate_limit(limit)));
        let _alone = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        runtime.block_on(relay.run()).unwrap();
        Self::running(runtime, relay)
    }

    /// Starts a relay with faults to order.
    pub fn start_faulty(faults: RelayTestOptions) -> Self {
        let runtime = Runtime::new().unwrap();
        let _alone = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        let relay = runtime.block_on(MockRelay::run_with_opts(faults)).unwrap();
        Self::running(runtime, LocalRelay::clone(&relay))
    }

    fn running(runtime: Runtime, relay: LocalRelay) -> Self {
        let url = runtime.block_on(relay.url()).to_string();
        Self { url, _relay: relay, _runtime: runtime }
    }
}
