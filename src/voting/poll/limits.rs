//! How much of what strangers send is looked at, so that nobody can exhaust memory or time.

/// Bounds on ballots from one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one event. A response needs about 500.
    pub event_bytes: usize,
    /// Different events.
    pub events: usize,
    /// Bytes of all messages of one relay.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { event_bytes: 64 << 10, events: 200_000, bytes: 256 << 20 }
    }
}
