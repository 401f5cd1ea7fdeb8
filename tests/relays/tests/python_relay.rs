//! Against nostr-relay, which shares no line of code with us or with rust-nostr.

use relay_tests::{Bench, PythonRelay, RustRelay, publish};
use shipcheck::voting::Choice;

#[test]
fn votes_travel_from_voter_to_snapshot() {
    let relay = PythonRelay::start(0);
    let bench = Bench::open(&[&relay.url], &[]);
    // More than the relay hands out at once, and one vote that is changed.
    let mut ballots: Vec<_> =
        (1..=70).map(|voter| bench.ballot(voter, Choice::Ship, u64::from(voter), 0, |_| {})).collect();
    ballots.push(bench.ballot(1, Choice::Skip, 90, 0, |draft| draft.content = "é\n\"🦀\"".into()));
    let answers = publish(&relay.url, &ballots);
    assert!(answers.iter().all(|(accepted, _)| *accepted), "{answers:?}");
    let snapshot = bench.snapshot(&[]);
    let tool = &snapshot["tools"][0];
    assert_eq!((&tool["ship"], &tool["skip"], &tool["rejected"]), (&69.into(), &1.into(), &serde_json::json!({})));
    assert_eq!(snapshot["relays"][0]["outcome"], "complete");
}

#[test]
fn forged_and_idle_votes_are_refused_by_the_relay() {
    let relay = PythonRelay::start(8);
    let bench = Bench::open(&[&relay.url], &["--work", "8"]);
    let good = bench.ballot(1, Choice::Ship, 10, 8, |_| {});
    let mut forged = good.clone();
    forged.sig.0[9] ^= 1;
    let idle = bench.ballot(2, Choice::Ship, 10, 0, |draft| draft.content = "idle".into());
    let accepted: Vec<_> = publish(&relay.url, &[forged, idle, good]).iter().map(|(accepted, _)| *accepted).collect();
    assert_eq!(accepted, [false, false, true]);
    assert_eq!(bench.snapshot(&["--min-pow", "8"])["n"], 1);
}

#[test]
fn both_kinds_of_relay_are_merged() {
    let (python, rust) = (PythonRelay::start(0), RustRelay::start(|builder| builder));
    let bench = Bench::open(&[&python.url, &rust.url], &[]);
    let ballots: Vec<_> = (1..=6).map(|voter| bench.ballot(voter, Choice::Ship, 10, 0, |_| {})).collect();
    publish(&python.url, &ballots[..4]);
    publish(&rust.url, &ballots[2..]);
    let snapshot = bench.snapshot(&[]);
    assert_eq!((&snapshot["n"], &snapshot["tools"][0]["valid"]), (&6.into(), &6.into()));
}
