//! Every rule of a poll, one ballot at a time.

use super::*;
use crate::voting::nostr::{Draft, Event, Miner, SecretKey};
use crate::voting::{Choice, Rejection};

const NOW: u64 = 1_700_000_500;

fn key(number: u8) -> SecretKey {
    SecretKey::from_bytes(&[number; 32]).unwrap()
}

fn poll() -> Poll {
    let announcement = Announcement {
        tool: "gateway".into(),
        question: "Would you ship with it?".into(),
        created_at: 1_700_000_000,
        ends_at: Some(1_700_001_000),
        relays: vec!["wss://relay.example".into()],
    };
    Poll::from_event(&announcement.draft().unwrap().sign(&key(200), &[0; 32]).unwrap()).unwrap()
}

fn tally() -> Tally {
    Tally::new(poll(), Rules { now: NOW, ..Rules::default() })
}

fn vote(voter: u8, choice: Choice, created_at: u64) -> Event {
    respond(&poll(), choice, created_at).sign(&key(voter), &[0; 32]).unwrap()
}

/// What becomes of a response that was changed before it was signed.
fn changed(change: impl FnOnce(&mut Draft)) -> Verdict {
    let mut draft = respond(&poll(), Choice::Ship, NOW);
    change(&mut draft);
    tally().add(&draft.sign(&key(1), &[0; 32]).unwrap())
}

fn tag(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_latest_response_of_a_key_counts() {
    let events = [vote(1, Choice::Skip, NOW - 2), vote(1, Choice::Ship, NOW), vote(1, Choice::Skip, NOW - 1)];
    let mut tally = tally();
    events.iter().for_each(|event| assert_eq!(tally.add(event), Verdict::Valid));
    assert_eq!((tally.score().ship, tally.score().skip), (1, 0));
    assert!(tally.rejected().is_empty());
}

#[test]
fn of_two_in_the_same_second_the_lower_id_counts() {
    let [ship, skip] = [vote(1, Choice::Ship, NOW), vote(1, Choice::Skip, NOW)];
    let expected = if ship.id < skip.id { 1 } else { 0 };
    for order in [[&ship, &skip], [&skip, &ship]] {
        let mut tally = tally();
        for event in order {
            tally.add(event);
        }
        assert_eq!(tally.score().ship, expected);
    }
}

#[test]
fn a_rejected_response_does_not_displace_a_valid_one() {
    let mut tally = tally();
    tally.add(&vote(1, Choice::Ship, NOW));
    assert_eq!(tally.add(&vote(1, Choice::Skip, 1_700_001_001)), Verdict::Rejected(Rejection::AfterEnd));
    assert_eq!(tally.score().ship, 1);
}

#[test]
fn dates_have_bounds_that_belong_to_them() {
    let at = |created_at| changed(|draft| draft.created_at = created_at);
    assert_eq!(at(1_700_000_000), Verdict::Valid);
    assert_eq!(at(1_699_999_999), Verdict::Rejected(Rejection::BeforePoll));
    assert_eq!(at(1_700_001_001), Verdict::Rejected(Rejection::AfterEnd));
    assert_eq!(at(u64::MAX), Verdict::Rejected(Rejection::AfterEnd));
    let mut early = Tally::new(poll(), Rules { now: 1_700_000_100, ..Rules::default() });
    assert_eq!(early.add(&vote(1, Choice::Ship, 1_700_000_700)), Verdict::Valid);
    assert_eq!(early.add(&vote(1, Choice::Ship, 1_700_000_701)), Verdict::Rejected(Rejection::InTheFuture));
    let mut late = Tally::new(poll(), Rules { now: u64::MAX, ..Rules::default() });
    assert_eq!(late.add(&vote(1, Choice::Ship, 1_700_001_000)), Verdict::Valid);
}

#[test]
fn a_response_names_this_poll_and_one_of_its_options() {
    assert_eq!(changed(|draft| draft.kind = 1), Verdict::Rejected(Rejection::WrongKind));
    assert_eq!(changed(|draft| draft.tags[0][1] = "00".repeat(32)), Verdict::Rejected(Rejection::WrongPoll));
    assert_eq!(changed(|draft| drop(draft.tags.remove(0))), Verdict::Rejected(Rejection::WrongPoll));
    assert_eq!(changed(|draft| draft.tags[1][1] = "maybe".into()), Verdict::Rejected(Rejection::UnknownOption));
    assert_eq!(changed(|draft| draft.tags[1][1] = "Ship".into()), Verdict::Rejected(Rejection::UnknownOption));
    assert_eq!(changed(|draft| draft.tags[1].truncate(1)), Verdict::Rejected(Rejection::NoOption));
    assert_eq!(changed(|draft| draft.tags.truncate(1)), Verdict::Rejected(Rejection::NoOption));
}

/// NIP-88: "The first response tag is to be considered the actual response."
#[test]
fn of_several_options_the_first_is_the_answer() {
    assert_eq!(changed(|draft| draft.tags.push(tag(&["response", "skip"]))), Verdict::Valid);
    let unknown = changed(|draft| draft.tags.insert(1, tag(&["response", "maybe"])));
    assert_eq!(unknown, Verdict::Rejected(Rejection::UnknownOption));
}

#[test]
fn what_a_response_carries_besides_makes_no_difference() {
    let verdict = changed(|draft| {
        draft.content = "because".into();
        draft.tags[0].push("wss://hint.example".into());
        draft.tags.insert(0, tag(&["client", "other"]));
        draft.tags.insert(0, vec![]);
        draft.tags.push(tag(&["e", "another event"]));
    });
    assert_eq!(verdict, Verdict::Valid);
}

#[test]
fn forgeries_are_told_by_id_or_signature() {
    let mut changed = vote(1, Choice::Ship, NOW);
    changed.tags[1][1] = "skip".into();
    assert_eq!(tally().add(&changed), Verdict::Rejected(Rejection::BadId));
    let mut resigned = vote(1, Choice::Ship, NOW);
    resigned.sig = vote(2, Choice::Ship, NOW).sig;
    assert_eq!(tally().add(&resigned), Verdict::Rejected(Rejection::BadSignature));
    let mut stolen = vote(1, Choice::Ship, NOW);
    stolen.pubkey = key(2).public();
    stolen.id = stolen.actual_id();
    assert_eq!(tally().add(&stolen), Verdict::Rejected(Rejection::BadSignature));
}

#[test]
fn a_forged_copy_that_comes_first_keeps_nobody_out() {
    let good = vote(1, Choice::Ship, NOW);
    let mut bad_signature = good.clone();
    bad_signature.sig.0[0] ^= 1;
    let mut bad_id = good.clone();
    bad_id.content = "changed".into();
    let mut tally = tally();
    for event in [&bad_signature, &bad_id, &good, &good, &bad_id] {
        tally.add(event);
    }
    assert_eq!(tally.score().valid(), 1);
    assert_eq!(tally.rejected().values().sum::<u64>(), 2);
}

#[test]
fn work_must_be_both_done_and_promised() {
    let mined = |done: u32, promised: Option<u32>| {
        let draft = respond(&poll(), Choice::Ship, NOW);
        let mut miner = Miner::new(&draft, &key(1).public(), done, 0);
        let mut nonce = miner.mine(u64::MAX).unwrap();
        let Some(promise) = promised else { return draft.with_nonce(nonce) };
        // The promise is part of what is hashed, so it is mined again with the promise in place.
        nonce.target = promise;
        let lucky = |value| draft.clone().with_nonce(crate::voting::nostr::Nonce { value, ..nonce });
        let fits = |draft: &Draft| crate::voting::nostr::leading_zero_bits(&draft.id(&key(1).public())) >= done;
        (0..).map(lucky).find(fits).unwrap()
    };
    let verdict = |draft: Draft| {
        let mut tally = Tally::new(poll(), Rules { now: NOW, minimum_work: 8, ..Rules::default() });
        tally.add(&draft.sign(&key(1), &[0; 32]).unwrap())
    };
    assert_eq!(verdict(mined(8, None)), Verdict::Valid);
    assert_eq!(verdict(mined(8, Some(9))), Verdict::Valid);
    assert_eq!(verdict(mined(8, Some(7))), Verdict::Rejected(Rejection::TooLittleWork));
    assert_eq!(verdict(respond(&poll(), Choice::Ship, NOW)), Verdict::Rejected(Rejection::TooLittleWork));
    let mut bare = mined(8, None);
    bare.tags.last_mut().unwrap().truncate(2);
    assert_eq!(verdict(bare), Verdict::Rejected(Rejection::TooLittleWork));
}

#[test]
fn floods_end_at_the_limits() {
    let limits = Limits { events: 3, event_bytes: 600, ..Limits::default() };
    let mut tally = Tally::new(poll(), Rules { now: NOW, limits, ..Rules::default() });
    for voter in 1..=5 {
        tally.add(&vote(voter, Choice::Ship, NOW));
    }
    assert_eq!(tally.score().valid(), 3);
    assert_eq!(tally.rejected()[&Rejection::TooMany], 2);
    assert_eq!(tally.examine(&[b' '; 601]), Verdict::Rejected(Rejection::TooLarge));
    assert_eq!(tally.examine(&[0xff; 10]), Verdict::Rejected(Rejection::NotAnEvent));
}
