//! The circuit breaker of one target (Michael Nygard, "Release It!"), and the rest a target asks for.

use crate::gateway::policy::BreakerSettings;

/// What a breaker lets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BreakerState {
    /// Everything; `failures` in a row so far.
    Closed { failures: u32 },
    /// Nothing until then, in milliseconds of the moment's clock.
    Open { until_ms: f64 },
    /// One probe is under way; nothing else.
    HalfOpen,
}

/// Which turn of a breaker an attempt started in. What an earlier turn's attempt says is old news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn(u64);

/// Keeps a target that fails from being asked again and again, and one that asked for a rest from being asked at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breaker {
    settings: BreakerSettings,
    state: BreakerState,
    /// What the target asked for itself. Time alone ends it, no answer does.
    rests_until_ms: Option<f64>,
    turn: Turn,
}

impl Breaker {
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: BreakerState::Closed { failures: 0 }, rests_until_ms: None, turn: Turn(0) }
    }

    /// The state, with a rest counted as open.
    pub fn state(&self) -> BreakerState {
        match (self.state, self.rests_until_ms) {
            (BreakerState::Open { until_ms }, Some(rest_ms)) => BreakerState::Open { until_ms: until_ms.max(rest_ms) },
            (_, Some(until_ms)) => BreakerState::Open { until_ms },
            (state, None) => state,
        }
    }

    /// Until when nothing passes; `None` if an attempt may start now.
    pub fn blocked_until(&self, now_ms: f64) -> Option<f64> {
        let later = |until_ms: f64| (until_ms > now_ms).then_some(until_ms);
        let rest = self.rests_until_ms.and_then(later);
        let open = match self.state {
            BreakerState::Closed { .. } => None,
            BreakerState::Open { until_ms } => later(until_ms),
            BreakerState::HalfOpen => Some(now_ms),
        };
        rest.into_iter().chain(open).reduce(f64::max)
    }

    /// An attempt starts. Once the cooldown is over, the first one is the probe.
    pub fn start(&mut self) -> Turn {
        self.rests_until_ms = None;
        if let BreakerState::Open { .. } = self.state {
            self.become_state(BreakerState::HalfOpen);
        }
        self.turn
    }

    /// An attempt gave its whole answer. One that started before the breaker opened proves nothing about now.
    pub fn succeed(&mut self, started: Turn) {
        if started == self.turn {
            self.state = BreakerState::Closed { failures: 0 };
        }
    }

    /// An attempt failed through the target's fault.
    pub fn fail(&mut self, started: Turn, now_ms: f64) {
        let open = BreakerState::Open { until_ms: now_ms + self.settings.cooldown_ms };
        match self.state {
            BreakerState::Closed { failures } => match failures.saturating_add(1) {
                failures if failures < self.settings.failures => self.state = BreakerState::Closed { failures },
                _ => self.become_state(open),
            },
            // A late failure does not shorten a longer rest.
            BreakerState::Open { until_ms } => {
                self.state = BreakerState::Open { until_ms: until_ms.max(now_ms + self.settings.cooldown_ms) };
            }
            // The probe decides, not an older attempt.
            BreakerState::HalfOpen if started == self.turn => self.become_state(open),
            BreakerState::HalfOpen => {}
        }
    }

    /// An attempt ended and says nothing about the target: it was cancelled, or the request or its key was at fault.
    pub fn release(&mut self, started: Turn, now_ms: f64) {
        if self.state == BreakerState::HalfOpen && started == self.turn {
            self.become_state(BreakerState::Open { until_ms: now_ms });
        }
    }

    /// The target asks to be left alone for a while.
    pub fn rest(&mut self, until_ms: f64) {
        self.rests_until_ms = Some(self.rests_until_ms.map_or(until_ms, |asked_ms| asked_ms.max(until_ms)));
    }

    /// Goes on with the rest that was asked for under other settings.
    pub fn rest_as(&mut self, before: &Self) {
        self.rests_until_ms = before.rests_until_ms;
    }

    fn become_state(&mut self, state: BreakerState) {
        self.state = state;
        self.turn = Turn(self.turn.0.wrapping_add(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> Breaker {
        Breaker::new(BreakerSettings { failures: 2, cooldown_ms: 100.0 })
    }

    /// Open until 110.
    fn open() -> (Breaker, Turn) {
        let mut breaker = breaker();
        let turn = breaker.start();
        breaker.fail(turn, 0.0);
        assert_eq!(breaker.blocked_until(0.0), None);
        breaker.fail(turn, 10.0);
        (breaker, turn)
    }

    #[test]
    fn closed_open_half_open_closed() {
        let (mut breaker, _) = open();
        assert_eq!(breaker.blocked_until(10.0), Some(110.0));
        assert_eq!(breaker.blocked_until(110.0), None);
        let probe = breaker.start();
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        assert!(breaker.blocked_until(120.0).is_some(), "one probe at a time");
        breaker.succeed(probe);
        assert_eq!(breaker.state(), BreakerState::Closed { failures: 0 });
    }

    #[test]
    fn a_failed_probe_opens_it_again() {
        let (mut breaker, _) = open();
        let probe = breaker.start();
        breaker.fail(probe, 120.0);
        assert_eq!(breaker.state(), BreakerState::Open { until_ms: 220.0 });
    }

    #[test]
    fn a_cancelled_probe_makes_room_for_the_next() {
        let (mut breaker, old) = open();
        let probe = breaker.start();
        breaker.release(old, 115.0);
        assert!(breaker.blocked_until(115.0).is_some(), "the probe goes on");
        breaker.release(probe, 120.0);
        assert_eq!(breaker.blocked_until(120.0), None);
    }

    #[test]
    fn success_forgets_failures() {
        let mut breaker = breaker();
        let turn = breaker.start();
        breaker.fail(turn, 0.0);
        breaker.succeed(turn);
        breaker.fail(turn, 1.0);
        assert_eq!(breaker.blocked_until(1.0), None);
    }

    #[test]
    fn an_older_attempt_neither_closes_nor_opens_what_came_after_it() {
        let (mut breaker, old) = open();
        breaker.succeed(old);
        assert_eq!(breaker.blocked_until(20.0), Some(110.0), "an older answer does not close it");
        breaker.start();
        breaker.succeed(old);
        breaker.fail(old, 130.0);
        assert_eq!(breaker.state(), BreakerState::HalfOpen, "the probe decides");
    }

    #[test]
    fn time_alone_ends_a_rest() {
        let mut breaker = breaker();
        let turn = breaker.start();
        breaker.rest(60.0);
        breaker.rest(50.0);
        breaker.succeed(turn);
        assert_eq!(breaker.state(), BreakerState::Open { until_ms: 60.0 });
        assert_eq!(breaker.blocked_until(59.0), Some(60.0));
        assert_eq!(breaker.blocked_until(60.0), None);
        breaker.start();
        assert_eq!(breaker.state(), BreakerState::Closed { failures: 0 }, "a rest is no failure");
    }
}
