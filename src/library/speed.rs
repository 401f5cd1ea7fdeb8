//! How fast bytes arrive, over the last seconds.

use std::collections::VecDeque;

/// What is older than this no longer counts.
const WINDOW_MS: f64 = 8_000.0;
/// Arrivals closer together than this are one.
const GRAIN_MS: f64 = 250.0;

/// The latest arrivals: when, and how many bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speed {
    arrivals: VecDeque<(f64, u64)>,
    began: Option<f64>,
}

impl Speed {
    /// Notes bytes that arrived at `now`, in milliseconds.
    pub fn note(&mut self, now: f64, bytes: u64) {
        self.began.get_or_insert(now);
        match self.arrivals.back_mut() {
            Some((when, sum)) if now - *when < GRAIN_MS => *sum += bytes,
            _ => self.arrivals.push_back((now, bytes)),
        }
        while self.arrivals.front().is_some_and(|(when, _)| now - when > WINDOW_MS) {
            self.arrivals.pop_front();
        }
    }

    /// Bytes a second. `None` until there is enough to tell, and when nothing has come for a while.
    pub fn per_second(&self, now: f64) -> Option<f64> {
        let span = (now - self.began?).min(WINDOW_MS);
        let recent = self.arrivals.iter().filter(|(when, _)| now - when <= WINDOW_MS).map(|(_, bytes)| bytes);
        let sum: u64 = recent.sum();
        (span >= 2.0 * GRAIN_MS && sum > 0).then(|| sum as f64 / span * 1e3)
    }

    /// A pause is no slowness.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_has_its_rate() {
        let mut speed = Speed::default();
        assert_eq!(speed.per_second(0.0), None);
        (0..200).for_each(|tenth| speed.note(f64::from(tenth) * 100.0, 100_000));
        let rate = speed.per_second(19_900.0).unwrap();
        assert!((rate - 1e6).abs() < 5e4, "{rate}");
        assert_eq!(speed.per_second(60_000.0), None);
    }
}
