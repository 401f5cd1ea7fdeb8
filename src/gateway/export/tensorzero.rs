//! TensorZero: its `tensorzero.toml`.

use super::clauses::{Vocabulary, endpoints, lost};
use super::{Exported, LostClause};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Policy, Target};
use toml::{Table, Value};

/// Said in the console and in the file itself.
const ARCHIVED: &str = "TensorZero's repository was archived on 2026-06-12: nobody mends it any more.";

/// Writes one model whose providers are tried in the policy's order.
pub fn tensorzero(policy: &Policy) -> Exported {
    let names: Vec<_> = endpoints(policy).map(|target| name(&target.name)).collect();
    let providers = endpoints(policy).map(|target| (name(&target.name), Value::Table(provider(target))));
    let timeouts = table([
        ("non_streaming", Value::Table(table([("total_ms", milliseconds(policy.timeouts.total_ms))]))),
        (
            "streaming",
            Value::Table(table([
                ("ttft_ms", milliseconds(policy.timeouts.first_token_ms)),
                ("total_ms", milliseconds(policy.timeouts.total_ms)),
            ])),
        ),
    ]);
    let model = table([
        ("routing", Value::from(names)),
        ("timeouts", Value::Table(timeouts)),
        ("providers", Value::Table(providers.collect())),
    ]);
    let retries = table([
        ("num_retries", Value::from(i64::from(policy.retry.attempts.saturating_sub(1)))),
        ("max_delay_s", Value::from(policy.retry.max_delay_ms / 1e3)),
    ]);
    let variant = table([
        ("type", Value::from("chat_completion")),
        ("model", Value::from("shipcheck")),
        ("retries", Value::Table(retries)),
    ]);
    let variants = table([("routed", Value::Table(variant))]);
    let function = table([("type", Value::from("chat")), ("variants", Value::Table(variants))]);
    let config = table([
        ("models", Value::Table(table([("shipcheck", Value::Table(model))]))),
        ("functions", Value::Table(table([("shipcheck", Value::Table(function))]))),
    ]);
    let can = Vocabulary { retries: true, first_token_timeout: true, total_timeout: true, ..Vocabulary::default() };
    let mut not_expressed = lost(policy, can);
    let text = toml::to_string_pretty(&config).map(|text| format!("# {ARCHIVED}\n\n{text}")).unwrap_or_else(|_| {
        not_expressed.push(LostClause::new("", "The policy can't be written as TOML."));
        String::new()
    });
    Exported { file_name: "tensorzero.toml", text, note: Some(ARCHIVED), not_expressed }
}

fn provider(target: &Target) -> Table {
    let kind = match target.dialect {
        Some(Dialect::Anthropic) => "anthropic",
        Some(Dialect::Gemini) => "google_ai_studio_gemini",
        Some(Dialect::Mistral) => "mistral",
        Some(Dialect::OpenRouter) => "openrouter",
        _ => "openai",
    };
    let mut written = table([("type", Value::from(kind)), ("model_name", Value::from(target.model.as_str()))]);
    if let ("openai", Some(url)) = (kind, &target.base_url) {
        written.insert("api_base".to_owned(), Value::from(url.as_str()));
    }
    written
}

/// A name that TOML needs no quotes for.
fn name(text: &str) -> String {
    text.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' }).collect()
}

fn milliseconds(time: f64) -> Value {
    Value::from(time as i64)
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
