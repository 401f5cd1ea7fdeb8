//! What a trace may hold: so much, and no impossible numbers.

use super::{Attempt, RecordedRequest, Trace};
use crate::gateway::day::is_day;
use crate::gateway::policy::{bounds::MOST_USD, check_version};
use crate::gateway::{GatewayError, Result};

/// What errors call it.
pub(super) const DOCUMENT: &str = "trace";
/// Bytes of a file.
pub const MOST_TRACE_BYTES: usize = 16 << 20;
const MOST_REQUESTS: usize = 10_000;
/// For one request; a policy within its bounds starts half as many.
const MOST_ATTEMPTS: usize = 1_000;
const MOST_ATTEMPTS_IN_ALL: usize = 100_000;
const MOST_IMAGES: usize = 100;
/// Milliseconds: a clock that counts from 1970 has room for three thousand years.
const LATEST_MS: f64 = 1e14;

impl Trace {
    /// Whether the trace has our version, is no larger than what is read, and holds possible numbers only.
    ///
    /// # Errors
    ///
    /// With the first place that is wrong.
    pub fn check(&self) -> Result<()> {
        check_version(DOCUMENT, self.version)?;
        let all = self.requests.iter().map(|request| request.attempts.len()).sum::<usize>();
        count("requests", self.requests.len(), MOST_REQUESTS)?;
        count("requests", all, MOST_ATTEMPTS_IN_ALL)?;
        let date = &self.origin.date;
        if !date.is_empty() && !is_day(date) {
            return Err(bound("origin.date", format!("`{date}` is no day."), "Write the day as 2026-11-23."));
        }
        time("epoch_ms", Some(self.epoch_ms))?;
        self.requests
            .iter()
            .enumerate()
            .try_for_each(|(at, request)| check_request(&format!("requests[{at}]"), request))
    }
}

fn check_request(path: &str, request: &RecordedRequest) -> Result<()> {
    count(&format!("{path}.attempts"), request.attempts.len(), MOST_ATTEMPTS)?;
    count(&format!("{path}.images"), request.images.len(), MOST_IMAGES)?;
    time(&format!("{path}.t_start"), Some(request.t_start))?;
    let mut attempts = request.attempts.iter().enumerate();
    attempts.try_for_each(|(at, attempt)| check_attempt(&format!("{path}.attempts[{at}]"), attempt))
}

fn check_attempt(path: &str, attempt: &Attempt) -> Result<()> {
    let times = [
        ("t_start", attempt.t_start),
        ("t_headers", attempt.t_headers),
        ("t_first_content", attempt.t_first_content),
        ("t_last", attempt.t_last),
        ("retry_after_ms", attempt.retry_after_ms),
    ];
    times.into_iter().try_for_each(|(name, value)| time(&format!("{path}.{name}"), value))?;
    let costs = [("cost_reported", attempt.cost_reported), ("cost_estimated", attempt.cost_estimated)];
    let remedy = "Give dollars, from 0 to 1000000.";
    costs.into_iter().try_for_each(|(name, value)| number(&format!("{path}.{name}"), value, MOST_USD, remedy))
}

fn time(path: &str, value: Option<f64>) -> Result<()> {
    number(path, value, LATEST_MS, "Give milliseconds, 0 or more.")
}

fn number(path: &str, value: Option<f64>, most: f64, remedy: &'static str) -> Result<()> {
    match value.filter(|value| !(0.0..=most).contains(value)) {
        Some(value) => Err(bound(path, format!("{value} is not from 0 to {most}."), remedy)),
        None => Ok(()),
    }
}

fn count(path: &str, count: usize, most: usize) -> Result<()> {
    if count > most {
        return Err(bound(path, format!("{count} are more than the {most} that are read."), "Take a part of it."));
    }
    Ok(())
}

fn bound(path: &str, what: String, remedy: &'static str) -> GatewayError {
    GatewayError::Bounds { document: DOCUMENT, path: path.to_owned(), what, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Why a trace with this change can't be used.
    fn refused(pointer: &str, value: Value) -> String {
        let mut trace = json!({"version": 1, "origin": {"kind": "made_up", "source": "a test", "date": "2026-11-23"},
            "epoch_ms": 0, "requests": [{"t_start": 5, "images": [], "attempts": [{"target": "a", "t_start": 5}]}]});
        assert!(Trace::read(&trace.to_string()).is_ok());
        let (above, name) = pointer.rsplit_once('/').unwrap();
        trace.pointer_mut(above).unwrap()[name] = value;
        Trace::read(&trace.to_string()).expect_err(pointer).to_string()
    }

    #[test]
    fn impossible_numbers_are_refused_with_their_place() {
        for name in
            ["t_start", "t_headers", "t_first_content", "t_last", "retry_after_ms", "cost_reported", "cost_estimated"]
        {
            for value in [-1.0, 1e308] {
                let why = refused(&format!("/requests/0/attempts/0/{name}"), json!(value));
                assert!(why.contains(&format!("requests[0].attempts[0].{name}")), "{why}");
            }
        }
        assert!(refused("/requests/0/t_start", json!(-1)).contains("requests[0].t_start"));
        assert!(refused("/epoch_ms", json!(-1)).contains("epoch_ms"));
        assert!(refused("/version", json!(7)).contains("version 7"));
        assert!(refused("/origin/date", json!("2026-02-31")).contains("origin.date"));
    }

    #[test]
    fn more_than_anybody_records_is_refused() {
        let attempts = Value::Array(vec![json!({"target": "a"}); MOST_ATTEMPTS + 1]);
        assert!(refused("/requests/0/attempts", attempts).contains("requests[0].attempts"));
        let image = json!({"width": 1, "height": 1});
        assert!(refused("/requests/0/images", Value::Array(vec![image; MOST_IMAGES + 1])).contains("images"));
        assert!(refused("/requests", Value::Array(vec![json!({}); MOST_REQUESTS + 1])).contains("requests"));
    }
}
