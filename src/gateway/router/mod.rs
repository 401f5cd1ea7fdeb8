//! Policy → plan → attempts, as a state machine.
//!
//! A [`Session`] is what requests share: breakers, samples, money. A [`Route`] is one request. It is fed with
//! [`Event`]s and a [`Moment`], and returns [`Action`]s for its driver: start an attempt, cancel one, wait, finish.
//! It owns no clock and no dice, so the page, the tests and the simulator run the very same decisions.
//!
//! The contract: another target may be asked silently only before the first content. Afterwards a failure is
//! [`Outcome::Incomplete`], and going on elsewhere is for the visitor to decide.

mod action;
mod backoff;
mod breaker;
mod event;
mod ledger;
mod live;
mod plan;
mod reading;
mod route;
mod samples;
mod session;

pub use action::{Action, Outcome, SkipReason, Skipped};
pub use backoff::full_jitter_ms;
pub use breaker::{Breaker, BreakerState, Turn};
pub use event::{AttemptFailure, Event, Moment, Report};
pub use ledger::Ledger;
pub use reading::{Heard, Reading};
pub use route::{RequestShape, Route};
pub use samples::Samples;
pub use session::Session;
