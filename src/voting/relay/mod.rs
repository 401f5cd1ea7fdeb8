//! Speaking with relays, without a connection: what to send, what an answer means, when to try again, when to give up.
//!
//! The owner of the connection moves text to and fro and tells the time, in milliseconds since any moment it likes.

mod backoff;
mod collector;
mod message;
mod outbox;
mod refusal;
#[cfg(test)]
mod tests;

pub use super::published::{Conduct, Outcome};
pub use backoff::full_jitter;
pub use collector::{Collector, Patience, Step};
pub use message::{ClientMessage, Filter, RelayMessage};
pub use outbox::{Outbox, Parcel, State};
pub use refusal::{Refusal, RefusalKind};
