//! The result of a vote, with how much it can be trusted.

use super::Choice;

/// Below this number of votes a share says more about chance than about the tool.
pub const ENOUGH_VOTES: u64 = 20;

/// The 97.5 % quantile of the normal distribution: what leaves 95 % in the middle.
const Z: f64 = 1.959_963_984_540_054;

/// Counted votes on one tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub ship: u64,
    pub skip: u64,
}

/// Where the share among all who might have voted lies with 95 % confidence; both ends from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Score {
    pub fn add(&mut self, choice: Choice) {
        match choice {
            Choice::Ship => self.ship += 1,
            Choice::Skip => self.skip += 1,
        }
    }

    /// How many votes count.
    pub fn valid(self) -> u64 {
        self.ship + self.skip
    }

    /// Whether there are at least [`ENOUGH_VOTES`].
    pub fn is_enough(self) -> bool {
        self.valid() >= ENOUGH_VOTES
    }

    /// The part that said ship, from 0 to 1; `None` without votes.
    pub fn share(self) -> Option<f64> {
        (self.valid() > 0).then(|| self.ship as f64 / self.valid() as f64)
    }

    /// The Wilson score interval of [`Score::share`] (Wilson 1927); `None` without votes.
    pub fn interval(self) -> Option<Interval> {
        let share = self.share()?;
        let n = self.valid() as f64;
        let scale = 1.0 + Z * Z / n;
        let centre = (share + Z * Z / (2.0 * n)) / scale;
        let margin = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(Interval { low: (centre - margin).max(0.0), high: (centre + margin).min(1.0) })
    }
}

impl FromIterator<Choice> for Score {
    fn from_iter<T: IntoIterator<Item = Choice>>(choices: T) -> Self {
        let mut score = Score::default();
        choices.into_iter().for_each(|choice| score.add(choice));
        score
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(ship: u64, of: u64) -> (f64, f64) {
        let interval = Score { ship, skip: of - ship }.interval().unwrap();
        let round = |x: f64| (x * 1e4).round() / 1e4;
        (round(interval.low), round(interval.high))
    }

    /// Newcombe 1998, table I, method 3, and the example that every textbook has.
    #[test]
    fn wilson_agrees_with_published_values() {
        assert_eq!(interval(40, 100), (0.3094, 0.4980));
        assert_eq!(interval(81, 263), (0.2553, 0.3662));
        assert_eq!(interval(15, 148), (0.0624, 0.1605));
        assert_eq!(interval(0, 20), (0.0, 0.1611));
        assert_eq!(interval(1, 29), (0.0061, 0.1718));
    }

    #[test]
    fn nothing_is_said_without_votes() {
        assert_eq!(Score::default().share(), None);
        assert_eq!(Score::default().interval(), None);
    }

    #[test]
    fn a_unanimous_vote_leaves_room_for_doubt() {
        assert_eq!(interval(20, 20), (0.8389, 1.0));
    }

    #[test]
    fn twenty_votes_are_enough_and_nineteen_are_not() {
        assert!(!Score { ship: 19, skip: 0 }.is_enough());
        assert!(Score { ship: 10, skip: 10 }.is_enough());
    }
}
