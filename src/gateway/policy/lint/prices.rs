//! Doubts about what tokens cost.

use super::Findings;
use crate::gateway::day::is_day;
use crate::gateway::policy::{Order, Policy};

pub fn check(policy: &Policy, findings: &mut Findings) {
    for (index, price) in policy.prices.iter().enumerate() {
        let path = format!("prices[{index}]");
        if policy.prices[..index].iter().any(|earlier| earlier.model == price.model) {
            let message = format!("{} has a price already; this one never counts.", price.model);
            findings.error("same_price", format!("{path}.model"), message, "Keep one row for each name.");
        }
        if !is_day(&price.as_of) {
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
