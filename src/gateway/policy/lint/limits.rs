//! Doubts about retries, timeouts, breaker, hedge and budget.

use super::Findings;
use crate::gateway::dialect::FailureClass;
use crate::gateway::policy::Policy;

pub fn check(policy: &Policy, findings: &mut Findings) {
    check_retry(policy, findings);
    check_timeouts(policy, findings);
    check_reach(policy, findings);
    check_breaker(policy, findings);
    check_hedge(policy, findings);
    check_budget(policy, findings);
}

fn check_retry(policy: &Policy, findings: &mut Findings) {
    let retry = &policy.retry;
    for (index, &status) in retry.statuses.iter().enumerate() {
        let path = format!("retry.statuses[{index}]");
        if !(400..600).contains(&status) {
            let message = format!("{status} is no error status.");
            findings.error("retry_on_no_error", path, message, "Remove it.");
        } else if FailureClass::of_status(status).is_final_for_target() {
            let message = format!("a {status} does not go away by asking again.");
            findings.error("retry_on_final_status", path, message, "Remove it; the router never retries it.");
        }
    }
    if retry.attempts == 0 {
        let message = "0 counts as 1: each target is asked once.";
        findings.error("no_attempts", "retry.attempts", message, "Set it to 1 or more.");
    }
    if retry.base_delay_ms > retry.max_delay_ms {
        let message = "the first wait may be longer than the longest.";
        findings.warning("delays", "retry.base_delay_ms", message, "Lower it, or raise `max_delay_ms`.");
    }
    if retry.retry_after_cap_ms > policy.timeouts.total_ms {
        let message = "it waits longer for a target than the whole request may take.";
        findings.warning("cap_exceeds_total", "retry.retry_after_cap_ms", message, "Lower it below `total_ms`.");
    }
}

fn check_timeouts(policy: &Policy, findings: &mut Findings) {
    let total = policy.timeouts.total_ms;
    let own = policy.targets.iter().enumerate().flat_map(|(index, target)| {
        let path = format!("targets[{index}].timeouts");
        let times = target.timeouts;
        [("headers_ms", times.headers_ms), ("first_token_ms", times.first_token_ms), ("stall_ms", times.stall_ms)]
            .into_iter()
            .filter_map(move |(name, time)| Some((format!("{path}.{name}"), time?)))
    });
    let shared = policy.timeouts;
    let shared =
        [("headers_ms", shared.headers_ms), ("first_token_ms", shared.first_token_ms), ("stall_ms", shared.stall_ms)];
    let shared = shared.into_iter().map(|(name, time)| (format!("timeouts.{name}"), time));
    for (path, time) in shared.chain(own).chain([("timeouts.total_ms".to_owned(), total)]) {
        if time == 0.0 {
            findings.error("no_time", path, "no time at all is left.", "Give milliseconds above 0.");
        } else if time > total {
            let message = format!("{time} ms is more than the {total} ms for the whole request.");
            findings.error("timeout_exceeds_total", path, message, "Lower it, or raise `timeouts.total_ms`.");
        }
    }
}

/// Whether the last target can still be asked if all before it run into their timeouts.
fn check_reach(policy: &Policy, findings: &mut Findings) {
    let Some((last, before)) = policy.targets.split_last() else { return };
    let attempts = f64::from(policy.retry.attempts.max(1));
    let spent: f64 = before.iter().map(|target| policy.timeouts_of(target).first_token_ms * attempts).sum();
    if spent >= policy.timeouts.total_ms {
        let message = format!(
            "if the others time out, that takes {spent} ms of {} ms, and {} is never asked.",
            policy.timeouts.total_ms, last.name
        );
        let remedy = "Lower `first_token_ms` or `retry.attempts`, or raise `total_ms`.";
        findings.warning("sum_exceeds_total", "timeouts.total_ms", message, remedy);
    }
}

fn check_breaker(policy: &Policy, findings: &mut Findings) {
    if policy.breaker.failures == 0 {
        let message = "0 counts as 1: the first failure opens the breaker.";
        findings.error("no_failures", "breaker.failures", message, "Set it to 1 or more.");
    }
    if policy.breaker.cooldown_ms == 0.0 {
        let message = "the breaker closes at once, so it never protects anyone.";
        findings.warning("breaker_never_open", "breaker.cooldown_ms", message, "Give milliseconds above 0.");
    }
}

fn check_hedge(policy: &Policy, findings: &mut Findings) {
    let Some(hedge) = policy.hedge else { return };
    if policy.targets.len() < 2 {
        let message = "there is no second target to ask.";
        findings.warning("hedge_alone", "hedge", message, "Add a target, or remove the hedge.");
    }
    if hedge.after_ms >= policy.timeouts.first_token_ms {
        let message = "the first attempt times out before the second begins.";
        findings.warning("hedge_too_late", "hedge.after_ms", message, "Lower it below `first_token_ms`.");
    }
    if !policy.budget.is_set() {
        let message = "two answers are paid for one, and nothing limits that.";
        findings.warning("hedge_without_budget", "hedge", message, "Set a budget.");
    }
}

fn check_budget(policy: &Policy, findings: &mut Findings) {
    let budget = policy.budget;
    if let (Some(request), Some(session)) = (budget.per_request_usd, budget.per_session_usd)
        && request > session
    {
        let message = "one request may cost more than the whole session.";
        findings.warning("request_exceeds_session", "budget.per_request_usd", message, "Lower it.");
    }
}
