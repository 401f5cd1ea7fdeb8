//! The circuit breaker of one target (Michael Nygard, "Release It!").

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

/// Keeps a target that fails from being asked again and again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breaker {
    settings: BreakerSettings,
    state: BreakerState,
}

impl Breaker {
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: BreakerState::Closed { failures: 0 } }
    }

    pub fn state(&self) -> BreakerState {
        self.state
    }

    /// Until when nothing passes; `None` if an attempt may start now.
    pub fn blocked_until(&self, now_ms: f64) -> Option<f64> {
        match self.state {
            BreakerState::Closed { .. } => None,
            BreakerState::Open { until_ms } => (until_ms > now_ms).then_some(until_ms),
            BreakerState::HalfOpen => Some(now_ms),
        }
    }

    /// An attempt starts. Once the cooldown is over, the first one is the probe.
    pub fn start(&mut self) {
        if let BreakerState::Open { .. } = self.state {
            self.state = BreakerState::HalfOpen;
        }
    }

    /// An attempt gave content.
    pub fn succeed(&mut self) {
        self.state = BreakerState::Closed { failures: 0 };
    }

    /// An attempt failed through the target's fault.
    pub fn fail(&mut self, now_ms: f64) {
        self.state = match self.state {
            BreakerState::Closed { failures } if failures + 1 < self.settings.failures => {
                BreakerState::Closed { failures: failures + 1 }
            }
            // A late failure does not shorten a longer rest.
            BreakerState::Open { until_ms } => {
                BreakerState::Open { until_ms: until_ms.max(now_ms + self.settings.cooldown_ms) }
            }
            _ => BreakerState::Open { until_ms: now_ms + self.settings.cooldown_ms },
        };
    }

    /// An attempt ended and says nothing about the target: it was cancelled, or the request was at fault.
    pub fn release(&mut self, now_ms: f64) {
        if self.state == BreakerState::HalfOpen {
            self.state = BreakerState::Open { until_ms: now_ms };
        }
    }

    /// The target asks to be left alone for a while.
    pub fn rest(&mut self, until_ms: f64) {
        let longer = match self.state {
            BreakerState::Open { until_ms: until } => until.max(until_ms),
            _ => until_ms,
        };
        self.state = BreakerState::Open { until_ms: longer };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> Breaker {
        Breaker::new(BreakerSettings { failures: 2, cooldown_ms: 100.0 })
    }

    #[test]
    fn closed_open_half_open_closed() {
        let mut breaker = breaker();
        breaker.fail(0.0);
        assert_eq!(breaker.blocked_until(0.0), None);
        breaker.fail(10.0);
        assert_eq!(breaker.blocked_until(10.0), Some(110.0));
        assert_eq!(breaker.blocked_until(110.0), None);
        breaker.start();
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        assert!(breaker.blocked_until(120.0).is_some(), "one probe at a time");
        breaker.succeed();
        assert_eq!(breaker.state(), BreakerState::Closed { failures: 0 });
    }

    #[test]
    fn a_failed_probe_opens_it_again() {
        let mut breaker = breaker();
        breaker.rest(50.0);
        breaker.start();
        breaker.fail(60.0);
        assert_eq!(breaker.state(), BreakerState::Open { until_ms: 160.0 });
    }

    #[test]
    fn a_cancelled_probe_makes_room_for_the_next() {
        let mut breaker = breaker();
        breaker.rest(50.0);
        breaker.start();
        breaker.release(60.0);
        assert_eq!(breaker.blocked_until(60.0), None);
    }

    #[test]
    fn success_forgets_failures() {
        let mut breaker = breaker();
        breaker.fail(0.0);
        breaker.succeed();
        breaker.fail(1.0);
        assert_eq!(breaker.blocked_until(1.0), None);
    }
}
