use super::*;
use crate::gateway::policy::{Policy, Target};
use serde_json::{Value, json};

fn policy() -> Policy {
    let text = json!({
        "version": 1,
        "targets": [
            {"name": "tab", "kind": "on_device", "model": "demo", "vision": true},
            {"name": "gemini by openrouter", "kind": "endpoint", "dialect": "openrouter",
             "base_url": "https://openrouter.ai/api/v1", "model": "google/gemini-2.5-flash", "upstream": "google",
             "vision": true, "timeouts": {"first_token_ms": 9000}},
            {"name": "claude", "kind": "endpoint", "dialect": "anthropic",
             "base_url": "https://api.anthropic.com/v1", "model": "claude-haiku-4-5", "vision": true}
        ],
        "order": "time_to_first_token",
        "retry": {"attempts": 3},
        "hedge": {"after_ms": 2000},
        "budget": {"per_request_usd": 0.01},
        "prices": [{"model": "claude", "input_usd_per_million": 1.0, "output_usd_per_million": 5.0}]
    });
    Policy::read(&text.to_string()).unwrap()
}

fn lost(exported: &Exported) -> Vec<&str> {
    exported.not_expressed.iter().map(|clause| clause.path.as_str()).collect()
}

#[test]
fn vercel_sorts_and_falls_back() {
    let exported = vercel(&policy());
    let body: Value = serde_json::from_str(&exported.text).unwrap();
    assert_eq!(body["model"], "google/gemini-2.5-flash");
    assert_eq!(
        body["providerOptions"]["gateway"],
        json!({"order": ["google", "anthropic"], "models": ["anthropic/claude-haiku-4-5"], "sort": "ttft",
               "has": ["vision"]})
    );
    for path in ["targets[0]", "hedge", "budget.per_request_usd", "retry", "breaker", "timeouts.stall_ms"] {
        assert!(lost(&exported).contains(&path), "{path}");
    }
    assert!(!lost(&exported).contains(&"order"));
}

#[test]
fn openrouter_lists_models() {
    let exported = openrouter(&policy());
    let body: Value = serde_json::from_str(&exported.text).unwrap();
    assert_eq!(body["models"], json!(["google/gemini-2.5-flash", "anthropic/claude-haiku-4-5"]));
    assert_eq!(body["provider"]["sort"], "latency");
    assert!(lost(&exported).contains(&"targets[2].base_url"));
}

#[test]
fn litellm_is_yaml_with_fallbacks_and_prices() {
    let exported = litellm(&policy());
    for line in ["model_name: claude", "api_key: os.environ/ANTHROPIC_API_KEY", "num_retries: 2", "cooldown_time: 30"] {
        assert!(exported.text.contains(line), "{line} is not in\n{}", exported.text);
    }
    assert!(exported.text.contains("gemini by openrouter:"), "{}", exported.text);
    assert!(!lost(&exported).contains(&"breaker") && lost(&exported).contains(&"targets[1].timeouts"));
}

#[test]
fn portkey_retries_by_status() {
    let exported = portkey(&policy());
    let config: Value = serde_json::from_str(&exported.text).unwrap();
    assert_eq!(config["strategy"]["mode"], "fallback");
    assert_eq!(config["targets"][0]["retry"]["attempts"], 2);
    assert_eq!(config["targets"][1]["override_params"]["model"], "claude-haiku-4-5");
    assert!(lost(&exported).contains(&"order"));
}

#[test]
fn tensorzero_has_its_timeouts() {
    let exported = tensorzero(&policy());
    assert!(exported.text.contains("routing = ["), "{}", exported.text);
    for line in ["ttft_ms = 20000", "num_retries = 2", "type = \"anthropic\"", "gemini_by_openrouter"] {
        assert!(exported.text.contains(line), "{line} is not in\n{}", exported.text);
    }
    assert!(!lost(&exported).contains(&"timeouts.total_ms"));
}

#[test]
fn openrouter_is_never_given_a_bare_name() {
    let mut policy = policy();
    policy.targets[2].dialect = Some(crate::gateway::dialect::Dialect::OpenAi);
    policy.targets[2].base_url = Some("https://my.example/v1".into());
    for bare in ["my-model", "/my-model", "mine/", ""] {
        policy.targets[2].model = bare.into();
        let exported = openrouter(&policy);
        let body: Value = serde_json::from_str(&exported.text).unwrap();
        assert_eq!(body["models"], json!(["google/gemini-2.5-flash"]), "{bare}");
        assert!(exported.not_expressed.iter().any(|lost| lost.why.starts_with("claude is left out")), "{bare}");
    }
    policy.targets[2].upstream = Some("mistral".into());
    policy.targets[2].model = "pixtral-12b".into();
    let body: Value = serde_json::from_str(&openrouter(&policy).text).unwrap();
    assert_eq!(body["models"][1], "mistralai/pixtral-12b");
}

#[test]
fn litellm_gets_lists_of_fallbacks_or_none() {
    let mut policy = policy();
    let flat: String = litellm(&policy).text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("fallbacks: - gemini by openrouter: - claude"), "{flat}");
    policy.targets.pop();
    assert!(litellm(&policy).text.contains("fallbacks: []"), "{}", litellm(&policy).text);
}

#[test]
fn an_archived_gateway_is_marked_in_its_file() {
    let exported = tensorzero(&policy());
    assert!(exported.note.is_some_and(|note| note.contains("archived on 2026-06-12")));
    assert!(exported.text.starts_with("# TensorZero's repository was archived on 2026-06-12"), "{}", exported.text);
}

#[test]
fn openrouter_is_given_three_models_at_most_and_each_once() {
    let mut policy = policy();
    for name in ["one", "one", "two", "three"] {
        let model = format!("company/{name}");
        policy.targets.push(Target { model, ..policy.targets[1].clone() });
    }
    let exported = openrouter(&policy);
    let body: Value = serde_json::from_str(&exported.text).unwrap();
    assert_eq!(body["models"], json!(["google/gemini-2.5-flash", "anthropic/claude-haiku-4-5", "company/one"]));
    let left_out = exported.not_expressed.iter().filter(|lost| lost.why.contains("left out")).count();
    assert_eq!(left_out, 2);
}
