//! Against the relay of rust-nostr, well-behaved and faulty.

use nostr_relay_builder::prelude::{RelayBuilder, RelayTestOptions};
use relay_tests::{Bench, RustRelay, poll, publish};
use shipcheck::voting::Choice;
use std::time::{Duration, Instant};

fn plain(builder: RelayBuilder) -> RelayBuilder {
    builder
}

#[test]
fn votes_travel_from_voter_to_snapshot() {
    let relay = RustRelay::start(plain);
    let bench = Bench::open(&[&relay.url], &[]);
    let unknown = bench.ballot(3, Choice::Ship, 10, 0, |draft| draft.tags[1][1] = "maybe".into());
    let ballots = [
        bench.ballot(1, Choice::Ship, 10, 0, |_| {}),
        bench.ballot(2, Choice::Ship, 10, 0, |_| {}),
        bench.ballot(2, Choice::Skip, 20, 0, |_| {}),
        unknown,
    ];
    assert!(publish(&relay.url, &ballots).iter().all(|(accepted, _)| *accepted));
    let snapshot = bench.snapshot(&[]);
    let tool = &snapshot["tools"][0];
    assert_eq!((&tool["tool"], &tool["ship"], &tool["skip"]), (&"tool".into(), &1.into(), &1.into()));
    assert_eq!((&snapshot["n"], &tool["rejected"]["unknown_option"]), (&2.into(), &1.into()));
    assert_eq!(snapshot["relays"][0]["outcome"], "complete");
}

/// A relay that hands out twenty events at once still gives up all of them.
#[test]
fn many_votes_come_in_pages() {
    let relay = RustRelay::start(|builder| builder.max_filter_limit(20));
    let bench = Bench::open(&[&relay.url], &[]);
    let ballots: Vec<_> =
        (1..=90).map(|voter| bench.ballot(voter, Choice::Ship, u64::from(voter) / 3, 0, |_| {})).collect();
    publish(&relay.url, &ballots);
    assert_eq!(bench.snapshot(&[])["n"], 90);
}

#[test]
fn two_relays_are_merged() {
    let (one, two) = (RustRelay::start(plain), RustRelay::start(plain));
    let bench = Bench::open(&[&one.url, &two.url], &[]);
    let ballots: Vec<_> = (1..=6).map(|voter| bench.ballot(voter, Choice::Ship, 10, 0, |_| {})).collect();
    publish(&one.url, &ballots[..4]);
    publish(&two.url, &ballots[2..]);
    let snapshot = bench.snapshot(&[]);
    assert_eq!(snapshot["n"], 6);
    let counts = [0, 1].map(|at| (snapshot["relays"][at]["new"].as_u64(), snapshot["relays"][at]["repeated"].as_u64()));
    assert_eq!(counts[0].0.unwrap() + counts[1].0.unwrap(), 6);
    assert!(counts[1].1.unwrap() >= 2, "{counts:?}");
}

#[test]
fn work_is_asked_for_by_the_relay_and_by_the_count() {
    let relay = RustRelay::start(|builder| builder.min_pow(8));
    let bench = Bench::open(&[&relay.url], &["--work", "8"]);
    let ballots = [
        bench.ballot(1, Choice::Ship, 10, 0, |draft| draft.content = "idle".into()),
        bench.ballot(2, Choice::Ship, 10, 8, |_| {}),
        bench.ballot(3, Choice::Skip, 10, 12, |_| {}),
    ];
    let answers = publish(&relay.url, &ballots);
    assert_eq!(answers.iter().map(|(accepted, _)| *accepted).collect::<Vec<_>>(), [false, true, true]);
    assert!(answers[0].1.starts_with("pow:"), "{answers:?}");
    assert_eq!(bench.snapshot(&["--min-pow", "8"])["n"], 2);
    let strict = bench.snapshot(&["--min-pow", "12"]);
    assert_eq!((&strict["n"], &strict["tools"][0]["rejected"]["too_little_work"]), (&1.into(), &1.into()));
}

#[test]
fn a_poll_without_the_work_its_relay_wants_is_told_so() {
    let relay = RustRelay::start(|builder| builder.min_pow(20));
    let folder = std::env::temp_dir().join(format!("shipcheck-refused-{}", std::process::id()));
    let [key, out] = ["key", "polls"].map(|name| folder.join(name).to_str().unwrap().to_owned());
    std::fs::create_dir_all(&folder).unwrap();
    let output = poll(&["create", "--tool", "a=A", "--key", &key, "--out", &out, "--relay", &relay.url]);
    let message = String::from_utf8(output.stderr).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("asks for more proof of work"), "{message}");
}

/// 500 notes that nobody asked for, in place of every answer.
#[test]
fn a_relay_that_sends_anything_is_seen_through() {
    let random = RelayTestOptions { send_random_events: true, ..RelayTestOptions::default() };
    let (honest, babbling) = (RustRelay::start(plain), RustRelay::start_faulty(random));
    let bench = Bench::open(&[&honest.url], &[]);
    publish(&honest.url, &[bench.ballot(1, Choice::Ship, 10, 0, |_| {})]);
    let snapshot = bench.snapshot(&["--relay", &babbling.url, "--relay", &honest.url]);
    assert_eq!(snapshot["n"], 1);
    assert_eq!(snapshot["relays"][0]["unasked"], snapshot["tools"][0]["rejected"]["wrong_kind"]);
    assert!(snapshot["relays"][0]["unasked"].as_u64().unwrap() >= 1);
}

#[test]
fn a_relay_that_does_not_answer_delays_but_does_not_stop() {
    let silent =
        RelayTestOptions { unresponsive_connection: Some(Duration::from_secs(60)), ..RelayTestOptions::default() };
    let (honest, silent) = (RustRelay::start(plain), RustRelay::start_faulty(silent));
    let bench = Bench::open(&[&honest.url], &[]);
    publish(&honest.url, &[bench.ballot(1, Choice::Skip, 10, 0, |_| {})]);
    let start = Instant::now();
    let snapshot = bench.snapshot(&["--relay", &silent.url, "--relay", &honest.url]);
    assert!(start.elapsed() < Duration::from_secs(40));
    assert_eq!((&snapshot["n"], &snapshot["relays"][0]["outcome"]), (&1.into(), &"lost".into()));
}

#[test]
fn a_relay_without_encryption_is_lost_to_an_encrypted_address() {
    let relay = RustRelay::start(plain);
    let bench = Bench::open(&[&relay.url], &[]);
    let encrypted = relay.url.replace("ws://", "wss://");
    let snapshot = bench.snapshot(&["--relay", &encrypted, "--relay", &relay.url]);
    assert_eq!(
        (&snapshot["relays"][0]["outcome"], &snapshot["relays"][1]["outcome"]),
        (&"lost".into(), &"complete".into())
    );
}
