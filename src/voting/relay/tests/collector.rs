use crate::voting::nostr::{Event, SecretKey};
use crate::voting::poll::{Announcement, Limits, Poll, Rules, respond};
use crate::voting::relay::{ClientMessage, Collector, Outcome, Patience, RelayMessage, Step};
use crate::voting::{Choice, Rejection};

const NOW: u64 = 1_700_000_500;

fn poll() -> Poll {
    let announcement = Announcement {
        tool: "gateway".into(),
        question: "?".into(),
        created_at: 1_700_000_000,
        ends_at: None,
        relays: vec![],
    };
    let key = SecretKey::from_bytes(&[200; 32]).unwrap();
    Poll::from_event(&announcement.draft().unwrap().sign(&key, &[0; 32]).unwrap()).unwrap()
}

fn vote(voter: u8, created_at: u64) -> Event {
    let key = SecretKey::from_bytes(&[voter; 32]).unwrap();
    respond(&poll(), Choice::Ship, created_at).sign(&key, &[0; 32]).unwrap()
}

fn collector(limits: Limits) -> Collector {
    let rules = Rules { now: NOW, limits, ..Rules::default() };
    let mut collector = Collector::new(poll(), &["wss://one".into(), "wss://two".into()], rules, Patience::default());
    collector.connected(0, 0);
    collector.connected(1, 0);
    collector
}

fn says(collector: &mut Collector, relay: usize, event: &Event) -> Step {
    let message = RelayMessage::Event { subscription: "responses".into(), event: event.to_json() };
    collector.received(relay, &message.to_json(), 1)
}

fn ends(collector: &mut Collector, relay: usize) -> Step {
    let message = RelayMessage::EndOfStoredEvents { subscription: "responses".into() };
    collector.received(relay, &message.to_json(), 1)
}

fn until(step: Step) -> Option<u64> {
    let Step::Send(ClientMessage::Request { filter, .. }) = step else { panic!("{step:?} asks for nothing") };
    filter.until
}

fn outcomes(collector: &Collector) -> Vec<Outcome> {
    collector.conduct().map(|conduct| conduct.outcome).collect()
}

#[test]
fn several_relays_are_merged_by_id() {
    let mut collector = collector(Limits::default());
    for (relay, voter) in [(0, 1), (0, 2), (1, 2), (1, 3)] {
        says(&mut collector, relay, &vote(voter, NOW));
    }
    assert_eq!(collector.tally().score().valid(), 3);
    let counts: Vec<_> = collector.conduct().map(|conduct| (conduct.new, conduct.repeated)).collect();
    assert_eq!(counts, [(2, 0), (1, 1)]);
}

#[test]
fn older_pages_are_asked_for_until_nothing_new_comes() {
    let mut collector = collector(Limits::default());
    says(&mut collector, 0, &vote(1, NOW));
    says(&mut collector, 0, &vote(2, NOW - 5));
    assert_eq!(until(ends(&mut collector, 0)), Some(NOW - 5));
    says(&mut collector, 0, &vote(2, NOW - 5));
    assert_eq!(until(ends(&mut collector, 0)), Some(NOW - 6));
    assert_eq!(ends(&mut collector, 0), Step::Done);
    assert_eq!(outcomes(&collector), [Outcome::Complete, Outcome::Pending]);
}

/// A relay that ignores `until` must not keep us asking for ever.
#[test]
fn a_relay_that_repeats_itself_is_left() {
    let mut collector = collector(Limits::default());
    let pages = (0..10).take_while(|_| {
        says(&mut collector, 0, &vote(1, NOW));
        ends(&mut collector, 0) != Step::Done
    });
    assert_eq!(pages.count(), 2);
}

#[test]
fn a_relay_that_invents_what_nobody_asked_for_is_left() {
    let mut collector = collector(Limits::default());
    let pages = (0..10).take_while(|page| {
        let mut note = respond(&poll(), Choice::Ship, NOW - page);
        note.kind = 1;
        says(&mut collector, 0, &note.sign(&SecretKey::from_bytes(&[1; 32]).unwrap(), &[0; 32]).unwrap());
        ends(&mut collector, 0) != Step::Done
    });
    assert_eq!(pages.count(), 1);
}

#[test]
fn a_liar_is_named_and_the_others_count() {
    let mut collector = collector(Limits::default());
    let mut forged = vote(1, NOW);
    forged.sig.0[5] ^= 1;
    says(&mut collector, 0, &forged);
    says(&mut collector, 1, &vote(1, NOW));
    let lied: Vec<_> = collector.conduct().map(|conduct| conduct.lied()).collect();
    assert_eq!(lied, [true, false]);
    assert_eq!(collector.tally().score().valid(), 1);
    assert_eq!(collector.tally().rejected()[&Rejection::BadSignature], 1);
}

#[test]
fn a_flood_ends_without_drowning_the_others() {
    let mut collector = collector(Limits { events: 5, ..Limits::default() });
    let steps: Vec<_> = (1..=9).map(|voter| says(&mut collector, 0, &vote(voter, NOW))).collect();
    assert_eq!(steps.iter().filter(|step| **step == Step::Wait).count(), 5);
    for voter in 101..=104 {
        assert_eq!(says(&mut collector, 1, &vote(voter, NOW)), Step::Wait);
    }
    assert_eq!(outcomes(&collector), [Outcome::Flooded, Outcome::Pending]);
    assert!(collector.tally().score().valid() >= 9);
}

#[test]
fn bytes_have_a_limit_too() {
    let mut collector = collector(Limits { bytes: 100, ..Limits::default() });
    assert_eq!(collector.received(0, &" ".repeat(101), 1), Step::Done);
    assert_eq!(outcomes(&collector)[0], Outcome::Flooded);
}

#[test]
fn silence_and_dripping_are_stalling() {
    let mut collector = collector(Limits::default());
    assert_eq!(collector.tick(0, 9_999), Step::Wait);
    assert_eq!(collector.tick(0, 10_000), Step::Done);
    for second in 0..120 {
        collector.received(1, "[\"NOTICE\",\"wait\"]", second * 1_000);
    }
    assert_eq!(collector.tick(1, 119_999), Step::Wait);
    assert_eq!(collector.tick(1, 120_000), Step::Done);
    assert_eq!(outcomes(&collector), [Outcome::Stalled, Outcome::Stalled]);
}

#[test]
fn garbage_and_unasked_events_are_counted_against_the_relay() {
    let mut collector = collector(Limits::default());
    for garbage in ["", "null", "[\"EVENT\",\"responses\"]", "[\"EVENT\",\"responses\",{}]"] {
        assert_eq!(collector.received(0, garbage, 1), Step::Wait);
    }
    let mut note = respond(&poll(), Choice::Ship, NOW);
    note.kind = 1;
    says(&mut collector, 0, &note.sign(&SecretKey::from_bytes(&[1; 32]).unwrap(), &[0; 32]).unwrap());
    collector.received(0, "[\"EVENT\",\"another subscription\",{}]", 1);
    let conduct = collector.conduct().next().unwrap();
    assert_eq!((conduct.unreadable, conduct.unasked, conduct.forged), (4, 1, 0));
}

#[test]
fn a_refusal_is_told_in_words() {
    let mut collector = collector(Limits::default());
    assert_eq!(collector.received(0, "[\"CLOSED\",\"responses\",\"auth-required: log in\"]", 1), Step::Done);
    let conduct = collector.conduct().next().unwrap();
    assert_eq!(conduct.outcome, Outcome::Refused);
    assert!(conduct.sentence().contains("asks for a login") && conduct.sentence().contains("log in"));
}

#[test]
fn what_comes_after_the_end_is_not_heard() {
    let mut collector = collector(Limits::default());
    collector.lost(0, "connection reset");
    assert_eq!(says(&mut collector, 0, &vote(1, NOW)), Step::Done);
    assert_eq!(says(&mut collector, 7, &vote(1, NOW)), Step::Done);
    assert_eq!(collector.tally().score().valid(), 0);
    assert_eq!(outcomes(&collector)[0], Outcome::Lost);
}
