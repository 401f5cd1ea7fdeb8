//! What a simulation amounts to.

use crate::gateway::router::{Outcome, Route, Session};
use crate::gateway::trace::{Attempt, AttemptOutcome, Trace};
use serde::Serialize;

/// The figures of a simulation. Serialised, it is the output of `route simulate`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simulation {
    /// How many requests were replayed.
    pub requests: usize,
    /// How many got their whole answer.
    pub success: usize,
    /// `success` in hundredths of `requests`; 100 if there are none.
    pub success_percent: f64,
    /// Milliseconds from the request to the first content the visitor saw, over the requests that got any.
    pub p50_ttft_ms: Option<f64>,
    pub p95_ttft_ms: Option<f64>,
    /// US dollars for everything.
    pub cost_usd: f64,
    /// US dollars for attempts that are not part of a whole answer.
    pub wasted_usd: f64,
    /// Every attempt of every request, in order.
    pub attempts: Vec<Attempt>,
    /// How each request ended.
    #[serde(skip)]
    pub routes: Vec<SimulatedRequest>,
}

/// One request of a simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedRequest {
    pub id: String,
    pub outcome: Option<Outcome>,
    /// What happened, in sentences.
    pub summary: Vec<String>,
    pub attempts: Vec<Attempt>,
}

impl Simulation {
    pub(super) fn of(session: &Session, trace: &Trace, routes: &[Option<Route>]) -> Self {
        let finished: Vec<_> =
            trace.requests.iter().zip(routes).filter_map(|(request, route)| Some((request, route.as_ref()?))).collect();
        let attempts: Vec<_> = finished.iter().flat_map(|(_, route)| route.attempts().to_vec()).collect();
        let success =
            finished.iter().filter(|(_, route)| matches!(route.outcome(), Some(Outcome::Answered { .. }))).count();
        let mut first: Vec<f64> = finished
            .iter()
            .filter_map(|(request, route)| {
                Some(route.attempts().iter().find_map(|attempt| attempt.t_first_content)? - request.t_start)
            })
            .collect();
        first.sort_by(f64::total_cmp);
        let cost = |wanted: &dyn Fn(&Attempt) -> bool| {
            // `+ 0.0` because an empty sum of floats is minus zero.
            attempts.iter().filter(|attempt| wanted(attempt)).map(Attempt::cost_usd).sum::<f64>() + 0.0
        };
        Self {
            requests: finished.len(),
            success,
            success_percent: if finished.is_empty() { 100.0 } else { 100.0 * success as f64 / finished.len() as f64 },
            p50_ttft_ms: percentile(&first, 0.5),
            p95_ttft_ms: percentile(&first, 0.95),
            cost_usd: cost(&|_| true),
            wasted_usd: cost(&|attempt| attempt.outcome != AttemptOutcome::Answered),
            routes: finished
                .iter()
                .map(|(request, route)| SimulatedRequest {
                    id: request.id.clone(),
                    outcome: route.outcome().cloned(),
                    summary: route.summary(session),
                    attempts: route.attempts().to_vec(),
                })
                .collect(),
            attempts,
        }
    }
}

/// The nearest-rank percentile of sorted values: always one that occurred.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_by_nearest_rank() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(percentile(&values, 0.5), Some(10.0));
        assert_eq!(percentile(&values, 0.95), Some(19.0));
        assert_eq!(percentile(&[7.0], 0.95), Some(7.0));
        assert_eq!(percentile(&[], 0.5), None);
    }
}
