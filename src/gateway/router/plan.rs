//! In which order the targets are asked.

use super::{RequestShape, Session};
use crate::gateway::policy::Order;

/// The targets' places in the policy, first choice first.
///
/// Targets of which nothing is known keep their place behind those of which something is.
pub fn order(session: &Session, request: &RequestShape) -> Vec<usize> {
    let mut targets: Vec<usize> = (0..session.policy().targets.len()).collect();
    let rank = |target: usize| match session.policy().order {
        Order::AsListed => None,
        Order::Cost => session.estimate_usd(target, request),
        Order::TimeToFirstToken => session.samples()[target].time_to_first_token_ms(),
        Order::Throughput => session.samples()[target].tokens_per_second().map(|speed| -speed),
    };
    targets.sort_by(|one, other| {
        let (one, other) = (rank(*one).unwrap_or(f64::INFINITY), rank(*other).unwrap_or(f64::INFINITY));
        one.total_cmp(&other)
    });
    targets
}
