//! What holds for any ballots in any order.

use proptest::prelude::*;
use shipcheck::voting::local::{Ballot, Ledger, Name};
use shipcheck::voting::nostr::{Event, SecretKey};
use shipcheck::voting::poll::{Announcement, Poll, PollResult, Rules, Tally, respond};
use shipcheck::voting::{Choice, Score};

const START: u64 = 1_700_000_000;
const NOW: u64 = START + 100;

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![Just(Choice::Ship), Just(Choice::Skip)]
}

fn ledger() -> impl Strategy<Value = Ledger> {
    let ballot = (0..4u64, 1..4u32, proptest::option::of(choice())).prop_map(|(cast_at, revision, choice)| Ballot {
        cast_at,
        revision,
        choice,
    });
    proptest::collection::vec((0..4u8, 0..3u8, ballot), 0..20).prop_map(|entries| {
        let name = |kind: &str, number: u8| Name::new(format!("{kind}{number}")).unwrap();
        let mut ledger = Ledger::default();
        for (voter, tool, ballot) in entries {
            ledger.admit(name("voter", voter), name("tool", tool), ballot);
        }
        ledger
    })
}

fn merged(ledgers: &[&Ledger]) -> Ledger {
    let mut sum = Ledger::default();
    ledgers.iter().for_each(|ledger| sum.merge(ledger));
    sum
}

proptest! {
    #[test]
    fn merging_ledgers_knows_no_order_and_no_repetition(a in ledger(), b in ledger(), c in ledger()) {
        let sum = merged(&[&a, &b, &c]);
        prop_assert_eq!(&sum, &merged(&[&c, &a, &b]));
        prop_assert_eq!(&sum, &merged(&[&a, &merged(&[&b, &c])]));
        prop_assert_eq!(&sum, &merged(&[&sum, &a, &sum, &c]));
        prop_assert_eq!(&a, &merged(&[&a, &a]));
    }

    #[test]
    fn no_voter_counts_twice(a in ledger(), b in ledger()) {
        let sum = merged(&[&a, &b]);
        let tool = Name::new("tool0").unwrap();
        let voters = sum.ballots().filter(|(_, of, _)| **of == tool).count() as u64;
        prop_assert!(sum.tally(&tool).valid() <= voters);
    }

    #[test]
    fn the_latest_change_counts_whatever_the_clock_says(times in proptest::collection::vec(0..100u64, 1..10)) {
        let [voter, tool] = ["voter", "tool"].map(|name| Name::new(name).unwrap());
        let mut copies = vec![Ledger::default()];
        for (at, time) in times.iter().enumerate() {
            let mut next = copies[at].clone();
            next.cast(&voter, &tool, Choice::ALL[at % 2], *time);
            copies.push(next);
        }
        let all: Vec<_> = copies.iter().rev().collect();
        prop_assert_eq!(merged(&all).choice(&voter, &tool), Some(Choice::ALL[(times.len() - 1) % 2]));
    }

    #[test]
    fn an_export_holds_everything(ledger in ledger()) {
        let text = serde_json::to_string(&ledger.export()).unwrap();
        prop_assert_eq!(Ledger::import(serde_json::from_str(&text).unwrap(), 10).unwrap(), ledger);
    }

    #[test]
    fn the_interval_holds_the_share(ship in 0..5_000u64, skip in 0..5_000u64) {
        let score = Score { ship, skip };
        prop_assume!(score.valid() > 0);
        let (share, interval) = (score.share().unwrap(), score.interval().unwrap());
        prop_assert!(0.0 <= interval.low && interval.low <= share + 1e-12);
        prop_assert!(share <= interval.high + 1e-12 && interval.high <= 1.0);
    }
}

fn poll() -> Poll {
    let announcement =
        Announcement { tool: "tool".into(), question: "?".into(), created_at: START, ends_at: None, relays: vec![] };
    let key = SecretKey::from_bytes(&[77; 32]).unwrap();
    Poll::from_event(&announcement.draft().unwrap().sign(&key, &[0; 32]).unwrap()).unwrap()
}

/// A response by one of few voters, possibly with a fault.
fn response() -> impl Strategy<Value = Event> {
    (1..5u8, choice(), 0..200u64, 0..6u8).prop_map(|(voter, choice, age, fault)| {
        let mut draft = respond(&poll(), choice, NOW - age);
        match fault {
            0 => draft.kind = 7,
            1 => draft.tags[1][1] = "maybe".into(),
            _ => {}
        }
        let mut event = draft.sign(&SecretKey::from_bytes(&[voter; 32]).unwrap(), &[0; 32]).unwrap();
        match fault {
            2 => event.sig.0[40] ^= 1,
            3 => event.created_at += 1,
            _ => {}
        }
        event
    })
}

fn counted<'a>(events: impl IntoIterator<Item = &'a Event>) -> PollResult {
    let mut tally = Tally::new(poll(), Rules { now: NOW, ..Rules::default() });
    for event in events {
        tally.add(event);
    }
    tally.result()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_tally_knows_no_order_and_no_repetition(
        events in proptest::collection::vec(response(), 0..12),
        shuffled in any::<prop::sample::Index>(),
    ) {
        let result = counted(&events);
        prop_assert!(result.valid <= 4);
        prop_assert_eq!(&counted(events.iter().rev()), &result);
        prop_assert_eq!(&counted(events.iter().chain(&events)), &result);
        let turn = shuffled.index(events.len().max(1)).min(events.len());
        prop_assert_eq!(&counted(events[turn..].iter().chain(&events[..turn])), &result);
    }

    #[test]
    fn no_text_breaks_the_tally(text in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut tally = Tally::new(poll(), Rules { now: NOW, ..Rules::default() });
        tally.examine(&text);
        prop_assert_eq!(tally.score().valid(), 0);
    }
}
