//! OpenRouter: `models` and `provider` of a request body.

use super::clauses::{Vocabulary, endpoints, json, lost};
use super::{Exported, LostClause};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Order, Policy, Target};
use serde_json::json;

/// Writes the body of a request.
pub fn openrouter(policy: &Policy) -> Exported {
    let models: Vec<_> = endpoints(policy).map(|target| target.model.as_str()).collect();
    let mut provider = json!({"allow_fallbacks": true});
    let mut order: Vec<_> = endpoints(policy).filter_map(Target::upstream_name).collect();
    order.dedup();
    if !order.is_empty() {
        provider["order"] = json!(order);
    }
    let sort = match policy.order {
        Order::AsListed => None,
        Order::Cost => Some("price"),
        Order::TimeToFirstToken => Some("latency"),
        Order::Throughput => Some("throughput"),
    };
    if let Some(sort) = sort {
        provider["sort"] = json!(sort);
    }
    let body = json!({"models": models, "provider": provider, "usage": {"include": true}});
    let mut not_expressed = lost(policy, Vocabulary { order: true, ..Vocabulary::default() });
    let targets = policy.targets.iter().enumerate();
    let other = targets.filter(|(_, target)| !target.is_on_device() && target.dialect != Some(Dialect::OpenRouter));
    not_expressed.extend(other.map(|(index, _)| {
        LostClause::new(format!("targets[{index}].base_url"), "The model is asked through OpenRouter instead.")
    }));
    Exported { file_name: "openrouter-request.json", text: json(&body), not_expressed }
}
