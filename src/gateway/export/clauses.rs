//! Which clauses a policy has, so that an export can say which it loses.

use super::LostClause;
use crate::gateway::policy::{Order, Policy, Target};
use serde::Serialize;

/// What a gateway can say; everything else in a policy is lost.
#[derive(Clone, Copy, Default)]
pub struct Vocabulary {
    pub order: bool,
    pub retries: bool,
    pub retry_after: bool,
    pub headers_timeout: bool,
    pub first_token_timeout: bool,
    pub total_timeout: bool,
    pub breaker: bool,
    pub budget: bool,
    pub prices: bool,
    /// It never asks another target because of a 400, as the policy may want.
    pub stops_on_bad_request: bool,
}

/// The clauses of a policy that a vocabulary has no words for.
pub fn lost(policy: &Policy, can: Vocabulary) -> Vec<LostClause> {
    let budget = policy.budget;
    let clauses = [
        (policy.order != Order::AsListed && !can.order, "order", "The targets are asked as listed."),
        (policy.retry.attempts > 1 && !can.retries, "retry", "Retries are the gateway's own business."),
        (!can.retry_after, "retry.retry_after_cap_ms", "How long a Retry-After is waited for can't be set."),
        (!can.headers_timeout, "timeouts.headers_ms", "There is no timer for the status."),
        (!can.first_token_timeout, "timeouts.first_token_ms", "There is no timer for the first token."),
        (true, "timeouts.stall_ms", "There is no timer between two tokens."),
        (!can.total_timeout, "timeouts.total_ms", "There is no timer for the whole request."),
        (!can.breaker, "breaker", "Failing targets are left alone by the gateway's own rules, or not at all."),
        (policy.hedge.is_some(), "hedge", "No second target is asked while the first is slow."),
        (budget.per_request_usd.is_some(), "budget.per_request_usd", "No request is refused because of its price."),
        (budget.per_session_usd.is_some() && !can.budget, "budget.per_session_usd", "Sessions are not counted."),
        (
            !policy.fall_back_on_bad_request && !can.stops_on_bad_request,
            "fall_back_on_bad_request",
            "Other targets are asked even if the request itself is wrong.",
        ),
        (!policy.prices.is_empty() && !can.prices, "prices", "The gateway has its own price table."),
    ];
    let lost = clauses.into_iter().filter(|(is_lost, ..)| *is_lost);
    lost.map(|(_, path, why)| LostClause::new(path, why)).chain(own_timeouts(policy)).chain(on_device(policy)).collect()
}

/// The targets that a gateway can reach.
pub fn endpoints(policy: &Policy) -> impl Iterator<Item = &Target> {
    policy.targets.iter().filter(|target| !target.is_on_device())
}

/// A value as readable JSON. It can't fail for the maps and lists that exports are made of.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn on_device(policy: &Policy) -> impl Iterator<Item = LostClause> {
    let targets = policy.targets.iter().enumerate().filter(|(_, target)| target.is_on_device());
    targets.map(|(index, _)| {
        LostClause::new(format!("targets[{index}]"), "A gateway can't ask the model in the visitor's tab.")
    })
}

fn own_timeouts(policy: &Policy) -> impl Iterator<Item = LostClause> {
    let differs = |target: &Target| policy.timeouts_of(target) != policy.timeouts;
    let targets = policy.targets.iter().enumerate().filter(move |(_, target)| differs(target));
    targets.map(|(index, _)| {
        LostClause::new(format!("targets[{index}].timeouts"), "All targets share the policy's timeouts.")
    })
}
