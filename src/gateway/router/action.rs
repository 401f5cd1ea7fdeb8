//! What a route asks of its driver, and how it can end.

use crate::gateway::dialect::FailureClass;

/// Something for the driver to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send the request to a target of the policy.
    Start {
        /// Its number within the route, and its place in [`super::Route::attempts`].
        attempt: usize,
        /// Its place in the policy's targets.
        target: usize,
    },
    /// Abort an attempt; nothing it still says counts.
    Cancel { attempt: usize },
    /// Come back with a `Tick` at this time, if nothing happens before. In milliseconds of the moment's clock.
    Wait { until_ms: f64 },
    /// The route is over.
    Finish(Outcome),
}

/// How a route ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// An attempt gave the whole answer.
    Answered { attempt: usize },
    /// An attempt broke off after its first content. What it said stands.
    Incomplete {
        attempt: usize,
        class: FailureClass,
        /// The target that could go on from there, if the visitor wants it; its place in the policy.
        continue_on: Option<usize>,
    },
    /// Every attempt failed before its first content. `class` is the last one's.
    Failed { class: FailureClass },
    /// No target could be asked at all; [`super::Route::skipped`] says why.
    Refused,
    /// The visitor stopped it.
    Cancelled,
}

/// A target that was passed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Skipped {
    /// Its place in the policy.
    pub target: usize,
    pub reason: SkipReason,
}

/// Why a target was passed over.
#[derive(Clone, Debug, PartialEq)]
pub enum SkipReason {
    /// The request has pictures, the model has no eyes.
    NoVision,
    /// Its breaker is open, or it asked for a rest; `until_ms` on the moment's clock.
    BreakerOpen { until_ms: f64 },
    /// It has no price, and there is a budget to keep.
    Unpriced,
    /// It could cost more than is left, in US dollars.
    OverBudget { needs_usd: f64, left_usd: f64 },
}

impl std::fmt::Display for SkipReason {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SkipReason::NoVision => write!(formatter, "its model does not see pictures"),
            SkipReason::BreakerOpen { .. } => {
                write!(formatter, "it failed too often or asked for a rest, and is left alone for a while")
            }
            SkipReason::Unpriced => write!(formatter, "it has no price, and there is a budget"),
            SkipReason::OverBudget { needs_usd, left_usd } => {
                write!(formatter, "it may cost ${needs_usd:.6}, and ${left_usd:.6} is left")
            }
        }
    }
}
