//! Votes on a comparison: ship or skip, one per voter and tool, counted so that anybody can check the count.
//!
//! Imports nothing from the crate and knows no browser. The room is pure: it opens no connection, reads no clock and
//! draws no random number; time and random bytes are arguments. `local` keeps the ballots of one device, `nostr`
//! holds events, keys and proof of work, `poll` counts the responses to a poll, `relay` speaks with the servers that
//! keep them, and `published` is a count that was put beside the page. `docs/VOTING.md` lists the rules.

mod choice;
mod error;
pub mod local;
#[cfg(feature = "voting")]
pub mod nostr;
#[cfg(feature = "voting")]
pub mod poll;
pub mod published;
mod rejection;
#[cfg(feature = "voting")]
pub mod relay;
mod score;
mod settings;

pub use choice::Choice;
pub use error::{Result, VotingError};
pub use published::{Conduct, Snapshot, ToolResult};
pub use rejection::Rejection;
pub use score::{ENOUGH_VOTES, Interval, Score};
pub use settings::PollSettings;
