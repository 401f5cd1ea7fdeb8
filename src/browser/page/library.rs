//! The door to the library worker.

use super::worker::Door;
use crate::library::protocol::{Failure, Report, Request};

/// A running worker; it ends when this is dropped.
pub type Library = Door<Request>;

/// Starts the worker. `died` is called when it can't go on.
///
/// # Errors
/// When it can't start.
pub fn start(report: impl Fn(Report) + 'static, died: impl Fn(Failure) + 'static) -> Result<Library, Failure> {
    Door::start("library-worker.js", report, move |detail| died(stopped(detail))).map_err(stopped)
}

fn stopped(detail: &str) -> Failure {
    Failure {
        message: format!("The library worker stopped unexpectedly ({detail})."),
        remedy: "Press again: a new one is started. What has arrived is kept.".into(),
    }
}
