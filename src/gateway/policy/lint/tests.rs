use super::*;
use serde_json::{Value, json};

/// A policy nobody can object to.
fn sound() -> Value {
    json!({
        "version": 1,
        "targets": [
            {"name": "tab", "kind": "on_device", "model": "demo", "vision": true},
            {"name": "a", "kind": "endpoint", "dialect": "openrouter", "base_url": "https://openrouter.ai/api/v1",
             "model": "google/gemini-2.5-flash", "upstream": "google", "vision": true},
            {"name": "b", "kind": "endpoint", "dialect": "anthropic", "base_url": "https://api.anthropic.com/v1",
             "model": "claude-haiku-4-5", "vision": true}
        ],
        "budget": {"per_request_usd": 0.05, "per_session_usd": 1.0},
        "prices": [
            {"model": "a", "input_usd_per_million": 0.3, "output_usd_per_million": 2.5, "as_of": "2026-11-23"},
            {"model": "b", "input_usd_per_million": 1.0, "output_usd_per_million": 5.0, "as_of": "2026-11-23"}
        ]
    })
}

/// The rules and paths that a change of the sound policy breaks.
fn findings(change: impl FnOnce(&mut Value)) -> Vec<(&'static str, String)> {
    let mut policy = sound();
    change(&mut policy);
    lint(&policy.to_string()).unwrap().into_iter().map(|finding| (finding.rule, finding.path)).collect()
}

fn only(rule: &'static str, path: &str) -> Vec<(&'static str, String)> {
    vec![(rule, path.to_owned())]
}

#[test]
fn a_sound_policy_has_none() {
    assert_eq!(findings(|_| {}), []);
}

#[test]
fn gateway_options() {
    let set = |options: Value| findings(|policy| policy["targets"][1]["gateway_options"] = options);
    assert_eq!(set(json!({"models": ["google/gemini-2.5-flash"], "provider": {"sort": "price"}})), []);
    assert_eq!(set(json!("price")), only("bad_options", "targets[1].gateway_options"));
    assert_eq!(
        set(json!({"byok": {"openai": [{"apiKey": "x"}]}})),
        only("key_in_options", "targets[1].gateway_options")
    );
    let unread = findings(|policy| policy["targets"][2]["gateway_options"] = json!({"order": ["anthropic"]}));
    assert_eq!(unread, only("unread_options", "targets[2].gateway_options"));
}

#[test]
fn targets() {
    let same = findings(|policy| policy["targets"][1]["upstream"] = json!("Anthropic"));
    assert_eq!(same, only("same_upstream", "targets[2].upstream"));
    let blind = findings(|policy| {
        for target in policy["targets"].as_array_mut().unwrap() {
            target["vision"] = json!(false);
        }
    });
    assert_eq!(blind, only("no_vision", "targets"));
    let twice = findings(|policy| policy["targets"][1]["name"] = json!("tab"));
    assert!(twice.contains(&("same_name", "targets[1].name".to_owned())));
    let keyed = findings(|policy| policy["targets"][2]["base_url"] = json!("https://x.com/v1?key=abc"));
    assert_eq!(keyed, only("key_in_address", "targets[2].base_url"));
    let plain = findings(|policy| policy["targets"][2]["base_url"] = json!("http://x.com/v1"));
    assert_eq!(plain, only("plain_http", "targets[2].base_url"));
    let local = findings(|policy| policy["targets"][2]["base_url"] = json!("http://127.0.0.1:4010/v1"));
    assert_eq!(local, []);
    assert_eq!(findings(|policy| policy["targets"] = json!([]))[0], ("no_targets", "targets".to_owned()));
}

#[test]
fn retries() {
    let paid = findings(|policy| policy["retry"] = json!({"statuses": [429, 402]}));
    assert_eq!(paid, only("retry_on_final_status", "retry.statuses[1]"));
    let never = findings(|policy| policy["retry"] = json!({"attempts": 0}));
    assert_eq!(never, only("no_attempts", "retry.attempts"));
}

#[test]
fn timeouts() {
    let long = findings(|policy| policy["timeouts"] = json!({"stall_ms": 100_000}));
    assert_eq!(long, only("timeout_exceeds_total", "timeouts.stall_ms"));
    let own = findings(|policy| policy["targets"][2]["timeouts"] = json!({"headers_ms": 100_000}));
    assert_eq!(own, only("timeout_exceeds_total", "targets[2].timeouts.headers_ms"));
    let sum = findings(|policy| policy["timeouts"] = json!({"total_ms": 60_000}));
    assert_eq!(sum, only("sum_exceeds_total", "timeouts.total_ms"));
}

#[test]
fn money() {
    let unpriced = findings(|policy| {
        policy["prices"].as_array_mut().unwrap().pop();
    });
    assert_eq!(unpriced, only("unpriced_target", "targets[2]"));
    let undated = findings(|policy| policy["prices"][0]["as_of"] = json!("last week"));
    assert_eq!(undated, only("undated_price", "prices[0].as_of"));
    let unlimited = findings(|policy| {
        policy["hedge"] = json!({"after_ms": 2000});
        policy["budget"] = json!({});
    });
    assert_eq!(unlimited, only("hedge_without_budget", "hedge"));
}

#[test]
fn unknown_keys_are_located() {
    let typo = findings(|policy| policy["timeouts"] = json!({"stal_ms": 1}));
    assert_eq!(typo, only("unknown_key", "timeouts.stal_ms"));
}
