//! A request that is under way, and how hard a file has been tried for.

use serde::{Deserialize, Serialize};

/// Names a request for as long as the transfer lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FlightId(pub u32);

/// A request that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    pub file: usize,
    /// `None` when the whole file was asked for.
    pub chunk: Option<usize>,
    /// Where the next byte belongs.
    pub next: u64,
    /// Behind the last byte that is wanted, where known.
    pub end: Option<u64>,
    /// The answer's beginning was good.
    pub accepted: bool,
}

/// How hard a file has been tried for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effort {
    /// Failures in a row, without a byte between them.
    pub failures: u32,
    /// No request before this time.
    pub wait_until: Option<f64>,
    /// The server gives all or nothing.
    pub whole_only: bool,
    /// How often the file was another one on the server than before.
    pub changes: u32,
    /// How often the server began it anew, whatever part it was asked for.
    pub restarts: u32,
    /// How often it arrived damaged.
    pub damages: u32,
    /// It is being read to be hashed.
    pub hashing: bool,
}
