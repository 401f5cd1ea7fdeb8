use crate::voting::nostr::{Draft, Event, SecretKey};
use crate::voting::relay::{Outbox, RefusalKind, State};

const ONE: &str = "wss://one.example";
const TWO: &str = "wss://two.example";

fn event(created_at: u64) -> Event {
    let draft = Draft { kind: 1018, created_at, tags: vec![], content: String::new() };
    draft.sign(&SecretKey::from_bytes(&[9; 32]).unwrap(), &[0; 32]).unwrap()
}

fn posted() -> (Outbox, Event) {
    let (mut outbox, event) = (Outbox::default(), event(1));
    outbox.post(&event, &[ONE.into(), TWO.into()]);
    (outbox, event)
}

/// Sends to the first relay and lets it answer.
fn answered(accepted: bool, message: &str) -> Outbox {
    let (mut outbox, event) = posted();
    assert_eq!(outbox.send_next(ONE, 1_000), Some(&event));
    outbox.answered(ONE, Some(&event.id), accepted, message, 2_000, 0.5);
    outbox
}

#[test]
fn each_relay_gets_an_event_once() {
    let (mut outbox, event) = posted();
    outbox.post(&event, &[ONE.into()]);
    assert_eq!(outbox.parcels().len(), 2);
    assert_eq!(outbox.send_next(ONE, 0), Some(&event));
    assert_eq!(outbox.send_next(ONE, 0), None);
    assert_eq!(outbox.send_next(TWO, 0), Some(&event));
}

#[test]
fn answers_decide_what_becomes_of_it() {
    assert_eq!(answered(true, "").parcels()[0].state, State::Accepted);
    assert_eq!(answered(false, "duplicate: have it").parcels()[0].state, State::Accepted);
    let refused = answered(false, "pow: 26 is less than 30");
    assert!(matches!(&refused.parcels()[0].state, State::Refused(refusal) if refusal.kind == RefusalKind::Pow));
    assert_eq!(refused.next_wake(), Some(0), "the other relay's parcel still waits");
}

/// nostr-relay leaves the id empty when it refuses.
#[test]
fn an_answer_without_an_id_is_about_what_is_being_sent() {
    let (mut outbox, _) = posted();
    outbox.send_next(ONE, 0);
    outbox.answered(ONE, None, false, "blocked: you", 1, 0.5);
    assert!(matches!(outbox.parcels()[0].state, State::Refused(_)));
    outbox.post(&event(2), &[TWO.into()]);
    outbox.send_next(TWO, 0);
    outbox.send_next(TWO, 0);
    outbox.answered(TWO, None, true, "", 1, 0.5);
    assert!(outbox.parcels()[1..].iter().all(|parcel| matches!(parcel.state, State::Sending { .. })));
}

#[test]
fn temporary_refusals_are_tried_again_after_a_growing_wait() {
    let mut outbox = answered(false, "rate-limited: slow down");
    assert_eq!(outbox.send_next(ONE, 2_499), None);
    let event = outbox.send_next(ONE, 2_500).unwrap().clone();
    outbox.answered(ONE, Some(&event.id), false, "error: disk", 3_000, 0.5);
    assert_eq!(outbox.parcels()[0].failures, 2);
    assert_eq!(outbox.send_next(ONE, 3_999), None);
    assert!(outbox.send_next(ONE, 4_000).is_some());
}

#[test]
fn broken_connections_and_silence_queue_it_again() {
    let (mut outbox, _) = posted();
    outbox.send_next(ONE, 0);
    outbox.disconnected(ONE, 10, 1.0);
    assert_eq!(outbox.send_next(ONE, 1_009), None);
    assert!(outbox.send_next(ONE, 1_010).is_some());
    outbox.tick(1_010 + 14_999, 0.0);
    assert!(matches!(outbox.parcels()[0].state, State::Sending { .. }));
    outbox.tick(1_010 + 15_000, 0.0);
    assert!(outbox.send_next(ONE, 1_010 + 15_000).is_some());
}

#[test]
fn it_survives_a_reload() {
    let (mut outbox, event) = posted();
    outbox.send_next(ONE, 50);
    let stored = serde_json::to_string(outbox.parcels()).unwrap();
    let mut restored = Outbox::restore(serde_json::from_str(&stored).unwrap());
    assert_eq!(restored.send_next(ONE, 0), Some(&event));
}

#[test]
fn a_late_or_second_answer_changes_nothing() {
    let mut outbox = answered(true, "");
    let id = event(1).id;
    outbox.answered(ONE, Some(&id), false, "error: too late", 9_000, 0.5);
    outbox.answered("wss://stranger.example", Some(&id), false, "blocked: you", 9_000, 0.5);
    assert_eq!(outbox.parcels()[0].state, State::Accepted);
}

#[test]
fn a_vote_that_was_changed_is_forgotten() {
    let (mut outbox, first) = posted();
    outbox.send_next(ONE, 0);
    outbox.post(&event(2), &[ONE.into()]);
    outbox.forget(&first.id);
    outbox.answered(ONE, Some(&first.id), true, "", 1, 0.5);
    assert_eq!(outbox.parcels().len(), 1);
    assert!(matches!(outbox.parcels()[0].state, State::Queued { .. }));
}

#[test]
fn what_waits_can_be_hurried() {
    let mut outbox = answered(false, "error: disk");
    assert_eq!(outbox.send_next(ONE, 2_001), None);
    outbox.hurry();
    assert!(outbox.send_next(ONE, 2_001).is_some());
}
