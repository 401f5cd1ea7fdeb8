//! Votes on a comparison: ship or skip, one per voter and tool, counted so that anybody can check the count.
//!
//! Imports nothing from the crate and knows no browser. The room is pure: it opens no connection, reads no clock and
//! draws no random number; time and random bytes are arguments. `local` keeps the ballots of one device, `nostr`
//! holds events, keys and proof of work, `poll` counts the responses to a poll, and `relay` speaks with the servers
//! that keep them. `docs/VOTING.md` lists the rules.

mod choice;
mod error;
pub mod local;
pub mod nostr;
pub mod poll;
mod rejection;
pub mod relay;
mod score;
mod snapshot;

pub use choice::Choice;
pub use error::{Result, VotingError};
pub use rejection::Rejection;
pub use score::{ENOUGH_VOTES, Interval, Score};
pub use snapshot::{Snapshot, ToolResult};
