//! Polls on Nostr (NIP-88): one poll per tool, one counted response per key, a reason for every other.

mod definition;
mod limits;
mod response;
mod tally;
#[cfg(test)]
mod tests;

pub use super::published::PollResult;
pub use definition::{Announcement, POLL_KIND, Poll, relay_address};
pub use limits::Limits;
pub use response::{RESPONSE_KIND, respond};
pub use tally::{FUTURE_TOLERANCE, Rules, Tally, Verdict};
