//! Doubts about what tokens cost.

use super::Findings;
use crate::gateway::policy::{Order, Policy};

pub fn check(policy: &Policy, findings: &mut Findings) {
    for (index, price) in policy.prices.iter().enumerate() {
        let path = format!("prices[{index}]");
        let amounts = [Some(price.input_usd_per_million), Some(price.output_usd_per_million)];
        let amounts = amounts.into_iter().chain([price.cached_input_usd_per_million]).flatten();
        if amounts.into_iter().any(|amount| amount.is_nan() || amount < 0.0) {
            findings.error("bad_price", &path, "a price is negative.", "Give dollars per million tokens, 0 or more.");
        }
        if !is_date(&price.as_of) {
            let message = format!("`{}` is no day, so nobody can tell how old the price is.", price.as_of);
            findings.warning("undated_price", format!("{path}.as_of"), message, "Write the day as 2026-11-23.");
        }
        let used = |target: &crate::gateway::policy::Target| target.name == price.model || target.model == price.model;
        if !policy.targets.iter().any(used) {
            let message = format!("no target is named {} or runs it.", price.model);
            findings.warning("unused_price", format!("{path}.model"), message, "Correct the name or remove the row.");
        }
    }
    check_missing(policy, findings);
}

fn check_missing(policy: &Policy, findings: &mut Findings) {
    for (index, target) in policy.targets.iter().enumerate() {
        if target.is_on_device() || policy.price_of(target).is_some() {
            continue;
        }
        let path = format!("targets[{index}]");
        if policy.budget.is_set() {
            let message = format!("{} has no price, so the budget keeps it from ever being asked.", target.name);
            findings.error("unpriced_target", path, message, "Add a row to `prices`.");
        } else if policy.order == Order::Cost {
            let message = format!("{} has no price, so it is sorted last.", target.name);
            findings.warning("unpriced_order", path, message, "Add a row to `prices`.");
        }
    }
}

fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    shape && (1..=12).contains(&part(5..7)) && (1..=31).contains(&part(8..10))
}
