//! OpenRouter: `models` and `provider` of a request body.

use super::clauses::{Vocabulary, endpoints, json, lost};
use super::{Exported, LostClause};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Order, Policy, Target};
use serde_json::json;

/// OpenRouter refuses a request that names more models.
const MOST_MODELS: usize = 3;

/// Writes the body of a request. OpenRouter knows models as `company/model` only: a bare name gets its company, and a
/// target whose company nobody knows is left out by name.
pub fn openrouter(policy: &Policy) -> Exported {
    let mut models: Vec<String> = Vec::new();
    for model in endpoints(policy).filter_map(model) {
        if !models.contains(&model) {
            models.push(model);
        }
    }
    let left_out = models.split_off(models.len().min(MOST_MODELS));
    let mut provider = json!({"allow_fallbacks": true});
    let mut order: Vec<_> = endpoints(policy).filter_map(Target::upstream_name).map(provider_slug).collect();
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
    for (index, target) in policy.targets.iter().enumerate().filter(|(_, target)| !target.is_on_device()) {
        match model(target) {
            None => {
                let why = format!(
                    "{} is left out: OpenRouter takes company/model, and nobody knows the company of {}.",
                    target.name, target.model
                );
                not_expressed.push(LostClause::new(format!("targets[{index}].model"), why));
            }
            Some(named) if left_out.contains(&named) => {
                let why = format!("{named} is left out: OpenRouter takes {MOST_MODELS} models in a request.");
                not_expressed.push(LostClause::new(format!("targets[{index}].model"), why));
            }
            Some(named) if named != target.model => {
                let why = format!("It is written {named}; check that OpenRouter spells it so.");
                not_expressed.push(LostClause::new(format!("targets[{index}].model"), why));
            }
            Some(_) => {}
        }
        if target.dialect != Some(Dialect::OpenRouter) {
            let why = "The model is asked through OpenRouter instead.";
            not_expressed.push(LostClause::new(format!("targets[{index}].base_url"), why));
        }
    }
    Exported { file_name: "openrouter-request.json", text: json(&body), note: None, not_expressed }
}

/// `company/model`, as OpenRouter has it; `None` if the company is unknown.
fn model(target: &Target) -> Option<String> {
    let is_named =
        |name: &str| name.split_once('/').is_some_and(|(company, model)| !company.is_empty() && !model.is_empty());
    if is_named(&target.model) {
        return Some(target.model.clone());
    }
    let company = match target.upstream_name()? {
        "mistral" => "mistralai",
        company => company,
    };
    let named = format!("{}/{}", company.to_ascii_lowercase().replace(' ', "-"), target.model);
    is_named(&named).then_some(named)
}

/// What OpenRouter calls the machines of a company.
fn provider_slug(upstream: &str) -> &str {
    match upstream {
        "google" => "google-ai-studio",
        other => other,
    }
}
