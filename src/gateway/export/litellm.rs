//! LiteLLM: the proxy's `config.yaml`.

use super::clauses::{Vocabulary, endpoints, lost};
use super::{Exported, LostClause};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Order, Policy, Target};
use serde_json::{Map, Value, json};

/// Writes the proxy's configuration. Keys are read from the environment, as LiteLLM does it.
pub fn litellm(policy: &Policy) -> Exported {
    let mut names: Vec<_> = Vec::new();
    endpoints(policy).map(|target| target.name.as_str()).filter(|name| !name.is_empty()).for_each(|name| {
        if !names.contains(&name) {
            names.push(name);
        }
    });
    // LiteLLM refuses an object without exactly one name in it, and targets that are no list.
    let fallbacks: Vec<_> = names
        .split_first()
        .filter(|(_, others)| !others.is_empty())
        .map(|(first, others)| Value::Object(Map::from_iter([((*first).to_owned(), json!(others))])))
        .into_iter()
        .collect();
    let seconds = |milliseconds: f64| milliseconds / 1e3;
    let config = json!({
        "model_list": endpoints(policy).map(|target| deployment(policy, target)).collect::<Vec<_>>(),
        "router_settings": {
            "routing_strategy": strategy(policy.order),
            "num_retries": policy.retry.attempts.saturating_sub(1),
            "timeout": seconds(policy.timeouts.total_ms),
            "stream_timeout": seconds(policy.timeouts.first_token_ms),
            "allowed_fails": policy.breaker.failures,
            "cooldown_time": seconds(policy.breaker.cooldown_ms),
            "fallbacks": fallbacks,
        },
        "litellm_settings": {"include_cost_in_streaming_usage": true},
        // The proxy does not start without a key of its own.
        "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY"},
    });
    let can = Vocabulary {
        order: true,
        retries: true,
        first_token_timeout: true,
        total_timeout: true,
        breaker: true,
        prices: true,
        ..Vocabulary::default()
    };
    match serde_saphyr::to_string(&config) {
        Ok(text) => Exported { file_name: "litellm-config.yaml", text, note: None, not_expressed: lost(policy, can) },
        Err(_) => {
            let not_expressed = vec![LostClause::new("", "The policy can't be written as YAML.")];
            Exported { file_name: "litellm-config.yaml", text: String::new(), note: None, not_expressed }
        }
    }
}

fn deployment(policy: &Policy, target: &Target) -> Value {
    let (prefix, variable) = match target.dialect {
        Some(Dialect::Anthropic) => ("anthropic", "ANTHROPIC_API_KEY"),
        Some(Dialect::Gemini) => ("gemini", "GEMINI_API_KEY"),
        Some(Dialect::Mistral) => ("mistral", "MISTRAL_API_KEY"),
        Some(Dialect::OpenRouter) => ("openrouter", "OPENROUTER_API_KEY"),
        Some(Dialect::Vercel) => ("vercel_ai_gateway", "AI_GATEWAY_API_KEY"),
        _ => ("openai", "OPENAI_API_KEY"),
    };
    let mut parameters = json!({
        "model": format!("{prefix}/{}", target.model),
        "api_key": format!("os.environ/{variable}"),
    });
    // Only addresses of one's own need to be said; LiteLLM knows the others.
    if let (None | Some(Dialect::OpenAi | Dialect::LiteLlm), Some(url)) = (target.dialect, &target.base_url) {
        parameters["api_base"] = json!(url);
    }
    if let Some(price) = policy.price_of(target) {
        parameters["input_cost_per_token"] = json!(price.input_usd_per_million / 1e6);
        parameters["output_cost_per_token"] = json!(price.output_usd_per_million / 1e6);
    }
    json!({
        "model_name": target.name,
        "litellm_params": parameters,
        "model_info": {"supports_vision": target.vision},
    })
}

fn strategy(order: Order) -> &'static str {
    match order {
        Order::AsListed => "simple-shuffle",
        Order::Cost => "cost-based-routing",
        Order::TimeToFirstToken | Order::Throughput => "latency-based-routing",
    }
}
