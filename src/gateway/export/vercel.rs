//! Vercel AI Gateway: `providerOptions.gateway` of a request body.

use super::clauses::{Vocabulary, endpoints, json, lost};
use super::{Exported, LostClause};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Order, Policy, Target};
use serde_json::json;

/// Writes the body of a request. Targets keep their models; providers become `order`.
pub fn vercel(policy: &Policy) -> Exported {
    let models: Vec<_> = endpoints(policy).map(model).collect();
    let mut gateway = json!({});
    let mut providers: Vec<_> = endpoints(policy).filter_map(Target::upstream_name).collect();
    providers.dedup();
    if !providers.is_empty() {
        gateway["order"] = json!(providers);
    }
    if models.len() > 1 {
        gateway["models"] = json!(models[1..]);
    }
    let sort = match policy.order {
        Order::AsListed => None,
        Order::Cost => Some("cost"),
        Order::TimeToFirstToken => Some("ttft"),
        Order::Throughput => Some("tps"),
    };
    if let Some(sort) = sort {
        gateway["sort"] = json!(sort);
    }
    if policy.targets.iter().any(|target| target.vision) {
        gateway["has"] = json!(["vision"]);
    }
    let body = json!({"model": models.first(), "providerOptions": {"gateway": gateway}});
    let mut not_expressed = lost(policy, Vocabulary { order: true, ..Vocabulary::default() });
    not_expressed.extend(own_addresses(policy));
    Exported { file_name: "vercel-request.json", text: json(&body), note: None, not_expressed }
}

/// `creator/model`, as the gateway spells it.
fn model(target: &Target) -> String {
    match target.upstream_name() {
        Some(creator) if !target.model.contains('/') => format!("{creator}/{}", target.model),
        _ => target.model.clone(),
    }
}

fn own_addresses(policy: &Policy) -> impl Iterator<Item = LostClause> {
    let targets = policy.targets.iter().enumerate();
    let other = targets.filter(|(_, target)| !target.is_on_device() && target.dialect != Some(Dialect::Vercel));
    other.map(|(index, _)| {
        LostClause::new(format!("targets[{index}].base_url"), "The model is asked through the gateway instead.")
    })
}
