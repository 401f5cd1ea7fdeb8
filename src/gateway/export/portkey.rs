//! Portkey: the JSON of its `x-portkey-config` header.

use super::Exported;
use super::clauses::{Vocabulary, endpoints, json, lost};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::{Policy, Target};
use serde_json::{Value, json};

/// The gateway takes no more than this.
const MOST_ATTEMPTS: u32 = 5;

/// Writes a fallback configuration. Keys stay in the request or in Portkey's own store.
pub fn portkey(policy: &Policy) -> Exported {
    // 401, 402 and 403 do not go away, but another provider may have no such trouble.
    let mut fall_back_on = policy.retry.statuses.clone();
    fall_back_on.extend([401, 402, 403]);
    if policy.fall_back_on_bad_request {
        fall_back_on.extend([400, 404, 413, 422]);
    }
    let config = json!({
        "strategy": {"mode": "fallback", "on_status_codes": fall_back_on},
        "request_timeout": policy.timeouts.total_ms,
        "targets": endpoints(policy).map(|one| target(policy, one)).collect::<Vec<_>>(),
    });
    let can = Vocabulary { retries: true, total_timeout: true, stops_on_bad_request: true, ..Vocabulary::default() };
    Exported { file_name: "portkey-config.json", text: json(&config), note: None, not_expressed: lost(policy, can) }
}

/// Portkey accepts a target without a key only if it says something about retries.
fn target(policy: &Policy, target: &Target) -> Value {
    let retry = json!({
        "attempts": policy.retry.attempts.saturating_sub(1).min(MOST_ATTEMPTS),
        "on_status_codes": policy.retry.statuses,
        "use_retry_after_header": true,
    });
    let provider = match target.dialect {
        Some(Dialect::Anthropic) => "anthropic",
        Some(Dialect::Gemini) => "google",
        Some(Dialect::Mistral) => "mistral-ai",
        Some(Dialect::OpenRouter) => "openrouter",
        _ => "openai",
    };
    let mut written = json!({"provider": provider, "override_params": {"model": target.model}, "retry": retry});
    if let (None | Some(Dialect::OpenAi | Dialect::Vercel | Dialect::LiteLlm), Some(url)) =
        (target.dialect, &target.base_url)
    {
        written["custom_host"] = json!(url);
    }
    written
}
