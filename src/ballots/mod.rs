//! What the ballots worker does, without the browser: the words it exchanges with the page, and the session that makes,
//! sends and counts public votes.
//!
//! May import `voting`. The protocol is plain data and part of every build, the page's too. The session is a state
//! machine: what happens goes in, what to do comes out; connections, storage, clock and random bytes belong to whoever
//! drives it.

#[cfg(feature = "voting")]
mod action;
#[cfg(feature = "voting")]
mod count;
#[cfg(feature = "voting")]
mod post;
pub mod protocol;
#[cfg(feature = "voting")]
mod session;
#[cfg(test)]
#[cfg(feature = "voting")]
mod tests;
#[cfg(feature = "voting")]
mod vote;

#[cfg(feature = "voting")]
pub use action::{Action, Input, Line, Moment};
#[cfg(feature = "voting")]
pub use session::{Kept, Session};
