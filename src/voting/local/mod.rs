//! The ballots of one device: kept here, changed and withdrawn here, sent nowhere.

mod ballot;
mod file;
mod ledger;

pub use ballot::{Ballot, Name};
pub use file::{BallotFile, FUTURE_TOLERANCE_MS, is_shallow};
pub use ledger::Ledger;
