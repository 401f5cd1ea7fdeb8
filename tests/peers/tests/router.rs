//! The router against aimock, with a real clock: what each kind of trouble leads to.

use peer_tests::{Asked, Driver, Peers};
use serde_json::{Value, json};
use shipcheck::gateway::dialect::FailureClass;
use shipcheck::gateway::router::Outcome;
use shipcheck::gateway::trace::{AttemptOutcome, RetryAfterSource};
use std::time::Duration;

/// A target for each model, named after it, below a path of aimock.
fn policy(models: &[&str], path: &str) -> Value {
    let base_url = format!("{}{path}", Peers::shared().open);
    let target = |model: &&str| json!({"name": model, "kind": "endpoint", "dialect": "openai", "base_url": base_url, "model": model});
    json!({
        "version": 1,
        "targets": models.iter().map(target).collect::<Vec<_>>(),
        "retry": {"attempts": 2, "base_delay_ms": 20, "max_delay_ms": 50},
        "timeouts": {"headers_ms": 5000, "first_token_ms": 5000, "stall_ms": 5000, "total_ms": 15000},
    })
}

fn ask(models: &[&str]) -> Asked {
    Driver::new(&policy(models, "/v1"), None).ask("What is this?")
}

fn seen(asked: &Asked) -> Vec<(&str, AttemptOutcome, Option<u16>)> {
    asked.attempts.iter().map(|attempt| (attempt.target.as_str(), attempt.outcome, attempt.status)).collect()
}

fn whole() -> &'static str {
    &Peers::shared().answer
}

#[test]
fn the_first_is_down_and_the_second_answers() {
    use AttemptOutcome::{Answered, Failed};
    let asked = ask(&["down", "open-eyes"]);
    let expected = [("down", Failed, Some(503)), ("down", Failed, Some(503)), ("open-eyes", Answered, Some(200))];
    assert_eq!(seen(&asked), expected);
    assert_eq!(asked.text, whole());
    let last = &asked.attempts[2];
    assert_eq!((last.input_tokens, last.output_tokens), (Some(12), Some(60)));
    assert_eq!(asked.attempts[0].error_message.as_deref(), Some("The engine is overloaded."));
}

#[test]
fn a_wait_in_a_header_is_waited_for() {
    let mut policy = policy(&["limited"], "/v1");
    policy["targets"][0]["base_url"] = json!(format!("{}/v1", Peers::shared().open));
    let asked = Driver::new(&policy, None).ask("What is this?");
    assert_eq!(asked.attempts[0].retry_after_source, RetryAfterSource::Header);
    assert_eq!(asked.attempts[0].retry_after_ms, Some(2000.0));
    assert_eq!(asked.outcome, Outcome::Answered { attempt: 1 });
    assert!(asked.elapsed >= Duration::from_secs(2), "{:?}", asked.elapsed);
}

/// On an instance of its own key, so that the two tests of the limit do not meet.
#[test]
fn a_wait_that_a_page_can_only_read_in_the_words_is_waited_for() {
    let peers = Peers::shared();
    let mut policy = policy(&["limited"], "/v1");
    policy["targets"][0]["base_url"] = json!(format!("{}/v1", peers.locked));
    let asked = Driver::new(&policy, Some(&peers.key)).hiding_headers().ask("What is this?");
    assert_eq!(asked.attempts[0].retry_after_source, RetryAfterSource::Body);
    assert_eq!(asked.attempts[0].retry_after_ms, Some(1200.0));
    assert_eq!(asked.outcome, Outcome::Answered { attempt: 1 });
    assert!(asked.elapsed >= Duration::from_millis(1200) && asked.elapsed < Duration::from_secs(2));
}

#[test]
fn a_target_that_does_not_begin_is_left_for_the_next() {
    let mut policy = policy(&["late", "open-eyes"], "/v1");
    policy["retry"]["attempts"] = json!(1);
    policy["targets"][0]["timeouts"] = json!({"headers_ms": 300, "first_token_ms": 300});
    let asked = Driver::new(&policy, None).ask("What is this?");
    assert_eq!(asked.attempts[0].error_type.as_deref(), Some("timeout"));
    assert_eq!(asked.text, whole());
}

#[test]
fn a_stall_after_the_first_words_is_told_and_not_hidden() {
    let mut policy = policy(&["stalling", "open-eyes"], "/v1");
    policy["timeouts"]["stall_ms"] = json!(400);
    let asked = Driver::new(&policy, None).ask("What is this?");
    let expected = Outcome::Incomplete { attempt: 0, class: FailureClass::Timeout, continue_on: Some(1) };
    assert_eq!(asked.outcome, expected);
    assert!(whole().starts_with(&asked.text) && asked.text.starts_with("w01 w02"), "{}", asked.text);
    assert_eq!(asked.attempts.len(), 1, "nobody else was asked");
}

#[test]
fn a_cut_after_forty_words_keeps_what_arrived() {
    let asked = ask(&["cut-after-40", "open-eyes"]);
    let Outcome::Incomplete { attempt: 0, class, continue_on: Some(1) } = asked.outcome else {
        panic!("{:?}", asked.outcome)
    };
    assert!(matches!(class, FailureClass::BrokenStream | FailureClass::Network), "{class:?}");
    // A torn connection may take the last words with it.
    let words = asked.text.split_whitespace().count();
    assert!(whole().starts_with(&asked.text) && (30..=40).contains(&words), "{}", asked.text);
}

#[test]
fn an_end_that_looks_orderly_is_seen_through() {
    let asked = Driver::new(&policy(&["open-eyes", "other-eyes"], "/quiet/v1"), None).ask("What is this?");
    let expected = Outcome::Incomplete { attempt: 0, class: FailureClass::BrokenStream, continue_on: Some(1) };
    assert_eq!(asked.outcome, expected);
    assert!(asked.text.ends_with("w40 "), "{}", asked.text);
}

#[test]
fn a_chunk_that_is_no_json_ends_the_attempt() {
    let asked = Driver::new(&policy(&["open-eyes", "other-eyes"], "/garbled/v1"), None).ask("What is this?");
    let expected = Outcome::Incomplete { attempt: 0, class: FailureClass::BrokenStream, continue_on: Some(1) };
    assert_eq!(asked.outcome, expected);
    assert!(asked.attempts[0].error_message.as_ref().is_some_and(|message| message.contains("not valid JSON")));
}

#[test]
fn a_body_that_is_no_stream_is_left_for_the_next() {
    let asked = ask(&["no-stream", "open-eyes"]);
    assert_eq!(asked.attempts[0].error_type.as_deref(), Some("broken_stream"));
    assert_eq!(asked.text, whole());
}

#[test]
fn missing_credit_and_a_wrong_key_are_not_tried_again() {
    let asked = ask(&["no-credit", "open-eyes"]);
    assert_eq!(seen(&asked)[0], ("no-credit", AttemptOutcome::Failed, Some(402)));
    assert_eq!((asked.attempts.len(), asked.text.as_str()), (2, whole()));

    let mut policy = policy(&["open-eyes"], "/v1");
    policy["targets"][0]["base_url"] = json!(format!("{}/v1", Peers::shared().locked));
    let asked = Driver::new(&policy, Some("sk-wrong-key-5678")).ask("What is this?");
    assert_eq!(asked.outcome, Outcome::Failed { class: FailureClass::Authentication });
    assert_eq!(asked.attempts.len(), 1);
}

#[test]
fn a_wrong_request_is_not_hidden_by_another_target() {
    let asked = ask(&["no-pictures", "open-eyes"]);
    assert_eq!(asked.outcome, Outcome::Failed { class: FailureClass::BadRequest });
    assert_eq!(asked.attempts.len(), 1);
}

#[test]
fn all_down_is_summed_up() {
    let mut policy = policy(&["down", "overloaded", "no-credit"], "/v1");
    policy["retry"]["attempts"] = json!(1);
    let asked = Driver::new(&policy, None).ask("What is this?");
    assert_eq!(asked.outcome, Outcome::Failed { class: FailureClass::Payment });
    let parts =
        [("down", "overloaded. (status 503)"), ("overloaded", "(status 529)"), ("no-credit", "credits. (status 402)")];
    assert_eq!(asked.summary.len(), parts.len());
    for (line, (target, part)) in asked.summary.iter().zip(parts) {
        assert!(line.starts_with(target) && line.contains(part), "{line}");
    }
}
