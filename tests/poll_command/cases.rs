//! Polls and responses after public bug reports, each with its right count.

use super::{Folder, json, poll};
use serde_json::Value;

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/ballots/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_case_is_counted_right() {
    let cases: Value = serde_json::from_slice(&std::fs::read(fixture("cases.json")).unwrap()).unwrap();
    let now = cases["now"].to_string();
    for (name, case) in cases["files"].as_object().unwrap() {
        let now = case["args"][1].as_str().unwrap_or(&now);
        let (polled, events) = (fixture(case["poll"].as_str().unwrap()), fixture(name));
        let words = ["tally", "--poll", &polled, "--now", now, &events];
        if case["exit"] == 2 {
            assert_eq!(poll(&words).status.code(), Some(2), "{name}");
        } else if case["note"] != "?" {
            let found = json(&words);
            for key in ["valid", "ship", "rejected"].into_iter().filter(|key| !case[key].is_null()) {
                assert_eq!(found[key], case[key], "{name}: {key}");
            }
        }
    }
}

#[test]
fn an_odd_poll_is_counted_with_a_word_about_it() {
    for (name, word) in [("p01_ends_ms", "milliseconds"), ("p09_ends_before", "before it begins")] {
        let (polled, events) = (fixture(&format!("{name}.poll.json")), fixture(&format!("{name}.jsonl")));
        let output = poll(&["tally", "--poll", &polled, &events]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && told.contains(word) && told.lines().count() == 1, "{name}: {told}");
    }
    let unknown =
        poll(&["tally", "--poll", &fixture("p06_type_unknown.poll.json"), &fixture("p06_type_unknown.jsonl")]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("ranked"));
}

#[test]
fn large_and_deep_lines_are_rejected_and_the_count_goes_on() {
    let folder = Folder::new("deep");
    let good = std::fs::read_to_string(fixture("p04_ends_no_value.jsonl")).unwrap();
    let (open, close) = ("[".repeat(20_000), "]".repeat(20_000));
    let lines = [
        "[".repeat(300_000),
        format!("{open}{close}"),
        format!("[\"EVENT\",{open}{close}]"),
        good.trim().replacen('{', &format!("{{\"x\":{open}{close},"), 1),
        format!("{{\"content\":\"{}\"}}", "x".repeat(70_000)),
    ];
    let events = folder.write("events.jsonl", lines.join("\n"));
    let found = json(&["tally", "--poll", &fixture("p04_ends_no_value.poll.json"), "--now", "1700050000", &events]);
    assert_eq!(
        (&found["valid"], &found["rejected"]),
        (&1.into(), &serde_json::json!({"too_large": 2, "not_an_event": 2}))
    );
}
