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

/// Sets one number of the sound policy, by its path.
fn with(path: &str, value: Value) -> Vec<(&'static str, String)> {
    findings(|policy| {
        policy["hedge"] = json!({"after_ms": 3000});
        policy["targets"][2]["timeouts"] = json!({"headers_ms": 9000, "first_token_ms": 9000, "stall_ms": 9000});
        for part in ["retry", "timeouts", "breaker"] {
            policy[part] = json!({});
        }
        let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
        let (above, name) = pointer.rsplit_once('/').unwrap();
        policy.pointer_mut(above).unwrap()[name] = value;
    })
}

#[test]
fn every_number_has_bounds() {
    let times = ["headers_ms", "first_token_ms", "stall_ms"];
    let paths = times.iter().flat_map(|name| [format!("timeouts.{name}"), format!("targets[2].timeouts.{name}")]);
    let others = ["timeouts.total_ms", "retry.base_delay_ms", "retry.max_delay_ms", "retry.retry_after_cap_ms"];
    let more = ["breaker.cooldown_ms", "hedge.after_ms"];
    for path in paths.chain(others.into_iter().chain(more).map(str::to_owned)) {
        for value in [-1.0, -1e-9, 4e9, 1e308] {
            assert!(with(&path, json!(value)).contains(&("bad_time", path.clone())), "{path} is {value}");
        }
    }
    for name in ["input", "output", "cached_input", "cache_write"] {
        let path = format!("prices[1].{name}_usd_per_million");
        for value in [-0.5, 1e308] {
            assert!(with(&path, json!(value)).contains(&("bad_price", path.clone())), "{path} is {value}");
        }
    }
    for name in ["per_request_usd", "per_session_usd"] {
        let path = format!("budget.{name}");
        for value in [-0.5, 1e308] {
            assert!(with(&path, json!(value)).contains(&("bad_budget", path.clone())), "{path} is {value}");
        }
    }
    assert!(with("retry.attempts", json!(11)).contains(&("many_attempts", "retry.attempts".to_owned())));
    let most = with("breaker.cooldown_ms", json!(86_400_000));
    assert!(most.iter().all(|(rule, _)| *rule != "bad_time"), "{most:?}");
}

#[test]
fn what_lint_calls_a_bound_is_refused_when_the_policy_is_read() {
    let mut policy = sound();
    let target = policy["targets"][1].clone();
    policy["targets"] = Value::Array(vec![target; 51]);
    assert!(Policy::read(&policy.to_string()).is_err_and(|error| error.to_string().contains("targets")));
    for (part, value) in [
        ("retry", json!({"attempts": 4_294_967_295u32})),
        ("timeouts", json!({"total_ms": 1e12})),
        ("hedge", json!({"after_ms": -1})),
        ("version", json!(99)),
    ] {
        let mut policy = sound();
        policy[part] = value;
        assert!(Policy::read(&policy.to_string()).is_err(), "{part}");
    }
}

#[test]
fn zero_tries_and_zero_failures_count_as_one_and_lint_says_so() {
    let texts = |part: &str, value: Value| {
        let mut policy = sound();
        policy[part] = value;
        lint(&policy.to_string()).unwrap().into_iter().map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(texts("retry", json!({"attempts": 0})), ["0 counts as 1: each target is asked once."]);
    assert_eq!(texts("breaker", json!({"failures": 0})), ["0 counts as 1: the first failure opens the breaker."]);
}

#[test]
fn prices_are_dated_on_days_that_exist_and_stand_once() {
    let date = findings(|policy| policy["prices"][0]["as_of"] = json!("2026-02-31"));
    assert_eq!(date, only("undated_price", "prices[0].as_of"));
    let twice = findings(|policy| {
        let again = policy["prices"][0].clone();
        policy["prices"].as_array_mut().unwrap().push(again);
    });
    assert_eq!(twice, only("same_price", "prices[2].model"));
}

#[test]
fn litellm_is_given_lists_of_fallbacks() {
    let set = |fallbacks: Value| {
        findings(|policy| {
            policy["targets"][1]["dialect"] = json!("litellm");
            policy["targets"][1]["gateway_options"] = json!({"fallbacks": fallbacks});
        })
    };
    for right in [json!(["b"]), json!([{"a": ["b"]}]), json!([{"model": "b", "timeout": 3}])] {
        assert_eq!(set(right), []);
    }
    for wrong in [json!("b"), json!([{"a": "b"}]), json!([3]), json!({"a": ["b"]})] {
        assert_eq!(set(wrong), only("bad_options", "targets[1].gateway_options.fallbacks"));
    }
}

#[test]
fn a_policy_of_a_hundred_thousand_rows_is_answered_at_once() {
    for (part, rule) in [("targets", "many_targets"), ("prices", "many_prices")] {
        let many = findings(|policy| {
            let row = json!({"name": "a", "kind": "on_device", "model": "m"});
            let price = json!({"model": "m", "input_usd_per_million": 1, "output_usd_per_million": 1});
            policy[part] = Value::Array(vec![if part == "targets" { row } else { price }; 10_000]);
        });
        assert_eq!(many, only(rule, part));
    }
    let statuses = findings(|policy| policy["retry"] = json!({"statuses": vec![200; 100_000]}));
    assert_eq!(statuses, only("many_statuses", "retry.statuses"));
    let keys = (0..5_000).map(|at| (format!("k{at}"), json!(1))).collect();
    assert_eq!(findings(|policy| policy["breaker"] = Value::Object(keys)).len(), 100);
}
