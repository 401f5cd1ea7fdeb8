//! An attempt under way and its timers.

use super::breaker::Turn;
use crate::gateway::policy::Timeouts;

/// What an attempt is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Headers,
    FirstToken,
    Streaming,
}

/// An attempt under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    pub attempt: usize,
    pub target: usize,
    pub phase: Phase,
    pub reserved_usd: f64,
    /// The turn of the target's breaker it started in.
    pub turn: Turn,
    started_ms: f64,
    latest_ms: f64,
    timeouts: Timeouts,
    has_headers: bool,
}

impl Live {
    /// `has_headers`: whether a status comes before the answer; a model in the tab has none.
    pub fn start(
        attempt: usize,
        target: usize,
        now_ms: f64,
        (reserved_usd, turn): (f64, Turn),
        timeouts: Timeouts,
        has_headers: bool,
    ) -> Self {
        let phase = if has_headers { Phase::Headers } else { Phase::FirstToken };
        let (started_ms, latest_ms) = (now_ms, now_ms);
        Self { attempt, target, phase, reserved_usd, turn, started_ms, latest_ms, timeouts, has_headers }
    }

    /// The status is here.
    pub fn headers(&mut self) {
        if self.phase == Phase::Headers {
            self.phase = Phase::FirstToken;
        }
    }

    /// A piece of thinking or answer is here.
    pub fn piece(&mut self, now_ms: f64) {
        self.phase = Phase::Streaming;
        self.latest_ms = now_ms;
    }

    /// When patience ends, in milliseconds of the moment's clock.
    pub fn deadline_ms(&self) -> f64 {
        let first_token = self.started_ms + self.timeouts.first_token_ms;
        match self.phase {
            Phase::Headers => first_token.min(self.started_ms + self.timeouts.headers_ms),
            Phase::FirstToken => first_token,
            Phase::Streaming => self.latest_ms + self.timeouts.stall_ms,
        }
    }

    /// What did not come in time.
    pub fn complaint(&self) -> &'static str {
        match self.phase {
            Phase::Headers => "No status came in time.",
            Phase::FirstToken => "No answer began in time.",
            Phase::Streaming => "The answer stopped in the middle.",
        }
    }

    /// Whether the target may already be working on the answer, and so may charge for it.
    pub fn may_have_cost(&self) -> bool {
        !self.has_headers || self.phase != Phase::Headers
    }
}
