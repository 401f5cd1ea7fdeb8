//! What a session has seen of a target.

use crate::gateway::trace::Attempt;
use std::collections::VecDeque;

/// How many answers are remembered.
const REMEMBERED: usize = 20;

/// The latest answers of one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    time_to_first_token_ms: VecDeque<f64>,
    tokens_per_second: VecDeque<f64>,
}

impl Samples {
    /// Remembers an answer.
    pub fn add(&mut self, attempt: &Attempt) {
        push(&mut self.time_to_first_token_ms, attempt.time_to_first_token_ms());
        push(&mut self.tokens_per_second, attempt.tokens_per_second());
    }

    /// The median milliseconds to the first content.
    pub fn time_to_first_token_ms(&self) -> Option<f64> {
        median(&self.time_to_first_token_ms)
    }

    /// The median tokens per second.
    pub fn tokens_per_second(&self) -> Option<f64> {
        median(&self.tokens_per_second)
    }
}

fn push(samples: &mut VecDeque<f64>, sample: Option<f64>) {
    let Some(sample) = sample else { return };
    if samples.len() == REMEMBERED {
        samples.pop_front();
    }
    samples.push_back(sample);
}

/// The lower median: always a value that was seen.
fn median(samples: &VecDeque<f64>) -> Option<f64> {
    let mut sorted: Vec<_> = samples.iter().copied().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}
