//! The door to the ballots worker.

use super::worker::Door;
use crate::ballots::protocol::{Failure, Report, Request};

/// A running worker; it ends when this is dropped.
pub type Ballots = Door<Request>;

/// Starts the worker. `died` is called when it can't go on.
///
/// # Errors
/// When it can't start.
pub fn start(report: impl Fn(Report) + 'static, died: impl Fn(Failure) + 'static) -> Result<Ballots, Failure> {
    Door::start("ballots-worker.js", report, move |detail| died(stopped(detail))).map_err(stopped)
}

fn stopped(detail: &str) -> Failure {
    Failure::new(
        format!("The ballots worker stopped unexpectedly ({detail})."),
        "Try again: a new one is started. Nothing that was kept is lost.",
    )
}
