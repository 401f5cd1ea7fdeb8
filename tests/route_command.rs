//! The `route` command as a user types it.

#![cfg(feature = "route")]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn path(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name).to_str().unwrap().to_owned()
}

fn stream(name: &str) -> String {
    path(&format!("tests/fixtures/streams/{name}"))
}

fn route(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_route")).args(arguments).output().unwrap()
}

fn json_of(arguments: &[&str]) -> Value {
    let output = route(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs with a mistake; returns the one line on stderr.
fn refused(arguments: &[&str]) -> String {
    let output = route(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(output.stdout.is_empty());
    message
}

/// A file that is gone when the test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!("shipcheck-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[test]
fn parse_prints_exactly_the_documented_keys() {
    let found = json_of(&["parse", "--dialect", "vercel", &stream("vercel-attempts-drift.sse"), "--json"]);
    let keys: Vec<_> = found.as_object().unwrap().keys().map(String::as_str).collect();
    let documented =
        ["attempts", "cost_reported_usd", "errors", "finish_reason", "served_model", "text", "truncated", "usage"];
    assert_eq!(keys, documented);
    assert_eq!(found["served_model"], "gemini-3.1-pro-preview-customtools");
    assert_eq!(found["cost_reported_usd"], 0.004026);
    assert_eq!(found["attempts"][0]["status"], 400);
    let usage = json!({"input_tokens": 219, "output_tokens": 19, "reasoning_tokens": 280, "cached_tokens": 0});
    assert_eq!(found["usage"], usage);
}

#[test]
fn the_report_for_people_says_the_same() {
    let output = route(&["parse", "--dialect", "vercel", &stream("vercel-attempts-drift.sse")]);
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["The sum is 5", "finish        stop", "reasoning 280", "status 400", "was asked for"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn another_model_is_told_and_another_name_is_not() {
    for (name, told) in [
        ("vercel-opus4-41.sse", true),
        ("vercel-glm45.sse", true),
        ("vercel-bedrock-v1.sse", false),
        ("vercel-vertex-at.sse", false),
        ("vercel-latest-dated.sse", false),
    ] {
        let output = route(&["parse", "--dialect", "vercel", &stream(name)]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.contains("was asked for"), told, "{name}: {text}");
    }
}

#[test]
fn broken_responses_are_read_as_far_as_they_go() {
    for (name, body) in [
        ("empty", &b""[..]),
        ("cut.json", br#"{"choices":[{"message":{"content":"Hel"#),
        ("foreign.json", br#"{"hello": 1}"#),
        ("lying.json", b"{not json}"),
        ("bad-utf8", b"data: {\"choices\":[{\"delta\":{\"content\":\"\xFF\xFE\"}}]}\n\n"),
    ] {
        let file = Scratch::new(name, body);
        let found = json_of(&["parse", "--dialect", "openai", file.path(), "--json"]);
        assert!(found["truncated"] == true || !found["errors"].as_array().unwrap().is_empty(), "{name}: {found}");
    }
}

#[test]
fn what_is_no_response_is_refused() {
    let html = Scratch::new("page.html", "<html><body>502 Bad Gateway</body></html>");
    let said = refused(&["parse", "--dialect", "openai", html.path()]);
    assert!(said.contains("web page") && said.contains("502 Bad Gateway"), "{said}");
    let prose = Scratch::new("prose.txt", "upstream connect error");
    let said = refused(&["parse", "--dialect", "openai", prose.path()]);
    assert!(said.contains("neither an event stream nor JSON") && said.contains("upstream connect error"), "{said}");
    let packed = Scratch::new("packed.bin", b"\x1f\x8b\x08\x00\x1c");
    assert!(refused(&["parse", "--dialect", "openai", packed.path()]).contains("gzip"));
    let binary = Scratch::new("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert!(refused(&["parse", "--dialect", "openai", binary.path()]).contains("not text"));
    assert!(refused(&["parse", "--dialect", "openai", "nowhere.sse"]).contains("nowhere.sse"));
    assert!(refused(&["parse", "--dialect", "klingon", html.path()]).contains("openrouter"));
    assert!(refused(&["parse", html.path()]).contains("--dialect"));
    assert!(refused(&["dance"]).contains("dance"));
    assert!(refused(&[]).contains("lint, simulate or parse"));
}

#[test]
fn lint_names_the_place_and_sets_the_status() {
    let sound = route(&["lint", &path("public/gateway/policy.json")]);
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));

    let text = std::fs::read_to_string(path("public/gateway/policy.json")).unwrap();
    let policy = Scratch::new("policy.json", text.replace("429,", "402, 429,").replace("stall_ms", "stal_ms"));
    let output = route(&["lint", policy.path(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let places: Vec<_> =
        found["findings"].as_array().unwrap().iter().map(|finding| finding["path"].as_str().unwrap()).collect();
    assert_eq!(places, ["timeouts.stal_ms", "retry.statuses[2]"]);

    let broken = Scratch::new("broken.json", r#"{"version": 1, "targets": [{"name": 3}]}"#);
    assert!(refused(&["lint", broken.path()]).contains("targets[0].name"));
}

#[test]
fn a_simulation_can_be_repeated() {
    let [policy, trace, outage] =
        ["policy", "trace", "outage"].map(|name| path(&format!("public/gateway/{name}.json")));
    let run = |seed: &str, more: &[&str]| {
        let mut words = vec!["simulate", "--policy", &policy, "--trace", &trace, "--seed", seed, "--json"];
        words.extend(more);
        json_of(&words)
    };
    let calm = run("1", &[]);
    assert_eq!((&calm["requests"], &calm["success"]), (&json!(40), &json!(40)));
    let stormy = run("1", &["--outage", &outage]);
    assert_eq!(stormy, run("1", &["--outage", &outage]), "one seed, one run");
    assert_ne!(stormy, run("2", &["--outage", &outage]), "another seed, another run");
    assert!(stormy["p95_ttft_ms"].as_f64() > calm["p95_ttft_ms"].as_f64());
    assert!(stormy["attempts"].as_array().unwrap().iter().any(|attempt| attempt["status"] == 429));
}

#[test]
fn a_target_nobody_recorded_is_not_invented() {
    let text = std::fs::read_to_string(path("public/gateway/policy.json")).unwrap();
    let policy = Scratch::new(
        "other.json",
        text.replace("mistral-small-latest", "m9").replace("\"mistral\",\n      \"kind", "\"new\",\n      \"kind"),
    );
    let message = refused(&["simulate", "--policy", policy.path(), "--trace", &path("public/gateway/trace.json")]);
    assert!(message.contains("target new"), "{message}");
}

/// The whole chain by hand: one target down, the other answers, an exact cost, an exact time.
#[test]
fn a_small_trace_gives_figures_one_can_check() {
    let target = |name: &str| json!({"name": name, "kind": "endpoint", "dialect": "openai", "base_url": "https://x/v1", "model": name});
    let policy = json!({"version": 1, "targets": [target("a"), target("b")], "retry": {"attempts": 1}});
    let attempts = json!([
        {"target": "a", "t_start": 0, "t_headers": 100, "t_last": 100, "status": 503},
        {"target": "b", "t_start": 100, "t_headers": 200, "t_first_content": 400, "t_last": 900, "status": 200,
         "output_tokens": 50, "cost_reported": 0.002}
    ]);
    let trace = json!({"version": 1, "origin": {"kind": "made_up", "source": "a test", "date": "2026-11-23"},
        "requests": [{"id": "1", "attempts": attempts}]});
    let (policy, trace) = (Scratch::new("p.json", policy.to_string()), Scratch::new("t.json", trace.to_string()));
    let found = json_of(&["simulate", "--policy", policy.path(), "--trace", trace.path(), "--json"]);
    assert_eq!((&found["requests"], &found["success"]), (&json!(1), &json!(1)));
    assert_eq!((&found["p50_ttft_ms"], &found["p95_ttft_ms"]), (&json!(400.0), &json!(400.0)));
    assert_eq!((&found["cost_usd"], &found["wasted_usd"]), (&json!(0.002), &json!(0.0)));
    let outcomes: Vec<_> = found["attempts"].as_array().unwrap().iter().map(|attempt| &attempt["outcome"]).collect();
    assert_eq!(outcomes, ["failed", "answered"]);

    let cut = json!({"version": 1, "outages": [{"kind": "cut_stream", "target": "b", "after_tokens": 25}]});
    let cut = Scratch::new("o.json", cut.to_string());
    let found =
        json_of(&["simulate", "--policy", policy.path(), "--trace", trace.path(), "--outage", cut.path(), "--json"]);
    assert_eq!(found["success"], 0);
    assert_eq!(found["attempts"][1]["outcome"], "incomplete");
    assert!((found["wasted_usd"].as_f64().unwrap() - 0.001).abs() < 1e-12, "half the answer, half the cost");
}
