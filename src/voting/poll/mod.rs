//! Polls on Nostr (NIP-88): one poll per tool, one counted response per key, a reason for every other.

mod definition;
mod limits;
mod response;
mod result;
mod tally;
#[cfg(test)]
mod tests;

pub use definition::{Announcement, POLL_KIND, Poll, relay_address};
pub use limits::Limits;
pub use response::{RESPONSE_KIND, respond};
pub use result::PollResult;
pub use tally::{FUTURE_TOLERANCE, Rules, Tally, Verdict};
