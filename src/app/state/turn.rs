//! One question, its answer, and when each part of it happened.

use crate::app::state::{Grid, ModelChoice};
use crate::engine::protocol::{FinishReason, Origin, Stats};

#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Counts through the whole visit; views use it as a key.
    pub number: u32,
    pub prompt: String,
    pub model: ModelChoice,
    /// What the model is called.
    pub name: String,
    /// Which model exactly, where that is known.
    pub origin: Option<Origin>,
    /// The longest edge the picture was brought to; the model's own where nothing was asked for.
    pub longest_edge: Option<u32>,
    pub answer: String,
    pub outcome: Outcome,
    pub trace: Trace,
    pub stats: Option<Stats>,
    pub witness: Option<Witness>,
}

/// What the page saw of a run, as opposed to what the worker says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Requests the page made; nothing where the browser does not let it count.
    pub requests: Option<u32>,
    /// Date and time of day, as the visitor writes them.
    pub date: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Running,
    Done(FinishReason),
    Stopped,
    Failed,
}

/// When things happened, in milliseconds since the question was asked, by the page's clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    pub started: f64,
    pub grid: Option<Grid>,
    /// One span for each frame that passed the vision tower.
    pub frames: Vec<Span>,
    pub prefill: Option<Span>,
    pub prefill_tokens: u32,
    /// One moment for each token.
    pub tokens: Vec<f64>,
    /// The moment of the latest report.
    pub end: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub start: f64,
    pub end: f64,
}

impl Turn {
    /// Requests during the run, the worker's and the page's, once both are known.
    pub fn requests(&self) -> Option<u32> {
        Some(self.stats.as_ref()?.requests + self.witness.as_ref()?.requests?)
    }

    pub fn tokens_per_second(&self) -> Option<f64> {
        let stats = self.stats.as_ref()?;
        (stats.decode_ms > 0.0).then(|| f64::from(stats.decode_tokens) / stats.decode_ms * 1000.0)
    }

    /// Whether a later question may build on it.
    pub fn has_answer(&self) -> bool {
        !self.answer.trim().is_empty() && matches!(self.outcome, Outcome::Done(_) | Outcome::Stopped)
    }
}

impl Trace {
    pub fn new(started: f64) -> Trace {
        Trace { started, ..Trace::default() }
    }

    /// Notes that something which took `duration` is over now. Worker and page keep separate clocks, so a span never
    /// starts before the one before it ended.
    pub fn close(&mut self, now: f64, duration: f64) -> Span {
        let end = (now - self.started).max(self.end);
        let span = Span { start: (end - duration).max(self.end), end };
        self.end = end;
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_one_another() {
        let mut trace = Trace::new(100.0);
        assert_eq!(trace.close(160.0, 50.0), Span { start: 10.0, end: 60.0 });
        assert_eq!(trace.close(170.0, 50.0), Span { start: 60.0, end: 70.0 });
    }

    #[test]
    fn requests_need_both_counts() {
        let mut turn = Turn {
            number: 1,
            prompt: String::new(),
            model: ModelChoice::Demo,
            name: String::new(),
            origin: None,
            longest_edge: None,
            answer: String::new(),
            outcome: Outcome::Running,
            trace: Trace::default(),
            stats: None,
            witness: Some(Witness { requests: Some(2), date: String::new() }),
        };
        assert_eq!(turn.requests(), None);
        turn.stats = Some(Stats { requests: 1, ..Stats::default() });
        assert_eq!(turn.requests(), Some(3));
    }
}
