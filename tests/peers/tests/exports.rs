//! Policies as other gateways read them, given to those gateways.

use peer_tests::{Peers, Scratch, agent, post, send};
use serde_json::{Value, json};
use shipcheck::gateway::dialect::{ChatRequest, Dialect, Endpoint, FinishReason, HttpRequest, Secret};
use shipcheck::gateway::export::{litellm, portkey};
use shipcheck::gateway::policy::Policy;

/// The first is down, the second answers; both at aimock.
fn policy() -> Policy {
    let base_url = format!("{}/v1", Peers::shared().open);
    let target = |name: &str, model: &str| json!({"name": name, "kind": "endpoint", "dialect": "openai", "base_url": base_url, "model": model, "vision": true});
    let policy = json!({
        "version": 1,
        "targets": [target("first choice", "down"), target("second choice", "other-eyes")],
        "retry": {"attempts": 2, "base_delay_ms": 20, "max_delay_ms": 50},
        "prices": [{"model": "other-eyes", "input_usd_per_million": 1.0, "output_usd_per_million": 2.0}],
    });
    Policy::read(&policy.to_string()).unwrap()
}

fn question(dialect: Dialect, base: &str, model: &str, key: &str) -> HttpRequest {
    let endpoint = Endpoint { base_url: format!("{base}/v1"), key: Some(Secret::new(key)), wants_attempts: false };
    let chat = ChatRequest {
        model: model.into(),
        prompt: "What is this?".into(),
        max_output_tokens: 100,
        stream: true,
        ..ChatRequest::default()
    };
    dialect.request(&endpoint, &chat)
}

#[test]
fn litellm_starts_with_the_exported_file_and_falls_back() {
    let folder = Scratch::new();
    let exported = litellm(&policy());
    let peers = Peers::with_litellm(&folder.write(exported.file_name, &exported.text));
    let proxy = peers.litellm.as_ref().unwrap();
    let ask = |model: &str, key: &str| post(Dialect::LiteLlm, &question(Dialect::LiteLlm, proxy, model, key), &[]);

    let (status, reply) = ask("first choice", &peers.key);
    assert_eq!((status, reply.text.as_str()), (200, peers.answer.as_str()), "{:?}", reply.errors);
    assert_eq!(reply.finish_reason, Some(FinishReason::Stop));
    assert_eq!((reply.usage.input_tokens, reply.usage.output_tokens), (Some(12), Some(60)));
    // 12 tokens at 1 dollar and 60 at 2 dollars for a million, as the policy says.
    let cost = reply.cost_reported_usd.unwrap();
    assert!((cost - 132e-6).abs() < 1e-9, "{cost}");

    let (status, reply) = ask("second choice", "sk-another-key-123");
    assert!(matches!(status, 400 | 401), "{status}");
    assert!(!reply.errors.is_empty() && reply.text.is_empty());
}

#[test]
fn portkey_takes_the_exported_configuration_and_falls_back() {
    let peers = Peers::shared();
    let exported = portkey(&policy());
    let config: Value = serde_json::from_str(&exported.text).unwrap();
    let request = question(Dialect::OpenAi, &peers.portkey, "any", "any-key");
    let headers = [("x-portkey-config", &*config.to_string())];
    let response = send(&request, &headers).unwrap();
    assert_eq!(response.headers().get("x-portkey-last-used-option-index").unwrap(), "config.targets[1]");
    let (status, reply) = post(Dialect::OpenAi, &request, &headers);
    assert_eq!((status, reply.text.as_str(), reply.is_whole()), (200, peers.answer.as_str(), true));
    assert_eq!(reply.served_model.as_deref(), Some("other-eyes-2026-01"));
}

/// What the connection doctor has to name: no preflight is answered, so no page gets through.
#[test]
fn portkey_does_not_talk_to_pages() {
    let preflight = agent()
        .options(format!("{}/v1/chat/completions", Peers::shared().portkey))
        .header("origin", "https://page.example")
        .header("access-control-request-method", "POST")
        .call()
        .unwrap();
    assert_eq!(preflight.status(), 404);
    assert!(preflight.headers().get("access-control-allow-origin").is_none());
}

#[test]
fn portkey_stops_at_a_wrong_request_as_the_policy_says() {
    let mut policy = policy();
    policy.targets[0].model = "no-pictures".into();
    let config: Value = serde_json::from_str(&portkey(&policy).text).unwrap();
    let request = question(Dialect::OpenAi, &Peers::shared().portkey, "any", "any-key");
    let (status, reply) = post(Dialect::OpenAi, &request, &[("x-portkey-config", &config.to_string())]);
    assert_eq!((status, reply.text.as_str()), (400, ""));
}
