//! What a count says, in the form that files and the command line have.

use crate::voting::{Interval, Score};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The outcome of one poll.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PollResult {
    /// Counted votes, one per key.
    pub valid: u64,
    /// How many ballots were rejected, by the name of the reason.
    pub rejected: BTreeMap<String, u64>,
    pub ship: u64,
    pub skip: u64,
    /// The part that said ship, from 0 to 1.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval of the share.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval of the share.
    pub high: Option<f64>,
}

impl PollResult {
    pub fn new(score: Score, rejected: BTreeMap<String, u64>) -> Self {
        let interval = score.interval();
        Self {
            valid: score.valid(),
            rejected,
            ship: score.ship,
            skip: score.skip,
            share: score.share(),
            low: interval.map(|Interval { low, .. }| low),
            high: interval.map(|Interval { high, .. }| high),
        }
    }

    pub fn score(&self) -> Score {
        Score { ship: self.ship, skip: self.skip }
    }
}
