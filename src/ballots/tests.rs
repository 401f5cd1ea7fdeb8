//! A public vote from the button to the relays, without a browser.

use super::protocol::{Report, Request, Sent, Signer, Unsigned, Way};
use super::{Action, Input, Kept, Line, Moment, Session};
use crate::voting::nostr::{Draft, Event, SecretKey};
use crate::voting::poll::{Announcement, Poll, respond};
use crate::voting::relay::RelayMessage;
use crate::voting::{Choice, PollSettings};

const RELAY: &str = "ws://relay.example";
const BEGIN: u64 = 1_800_000_000;
const END: u64 = BEGIN + 1_000;
const AT: u64 = BEGIN + 100;

fn key(byte: u8) -> SecretKey {
    SecretKey::from_bytes(&[byte; 32]).unwrap()
}

fn poll() -> Event {
    let announcement = Announcement {
        tool: "tool".into(),
        question: "Would you ship with it?".into(),
        created_at: BEGIN,
        ends_at: Some(END),
        relays: vec![],
    };
    announcement.draft().unwrap().sign(&key(9), &[0; 32]).unwrap()
}

fn settings() -> PollSettings {
    let polls = [("tool".to_owned(), poll().id.to_string())].into();
    PollSettings { relays: vec![RELAY.into()], polls, minimum_work: 8, ends: None }
}

fn session(kept: Kept) -> Session {
    Session::new(settings(), &[("tool".into(), poll().to_json())], kept).unwrap()
}

fn moment(seconds: u64) -> Moment {
    Moment { now: seconds * 1_000, random: [7; 64] }
}

fn ask(session: &mut Session, request: Request) -> Vec<Action> {
    session.take(Input::Request(request), &moment(AT))
}

/// Asks for a vote and works until there is nothing to work at.
fn send(session: &mut Session, choice: Choice, at: u64, signer: Signer) -> Vec<Action> {
    let mut all = ask(session, Request::Send { tool: "tool".into(), choice, at, signer });
    while all.contains(&Action::Work) {
        all.retain(|action| *action != Action::Work);
        all.extend(session.take(Input::Work, &moment(AT)));
    }
    all
}

fn line() -> Line {
    Line::Post { relay: RELAY.into() }
}

/// The event that a list of actions sends to the relay.
fn posted(actions: &[Action]) -> Event {
    let text = actions.iter().find_map(|action| match action {
        Action::Send(_, text) => Some(text),
        _ => None,
    });
    Event::parse_wrapped(text.unwrap()).unwrap()
}

fn latest(actions: &[Action]) -> Sent {
    let sent = actions.iter().rev().find_map(|action| match action {
        Action::Report(Report::Sent { sent }) => Some(sent.clone()),
        _ => None,
    });
    sent.unwrap()
}

fn failure(actions: &[Action]) -> Option<String> {
    actions.iter().find_map(|action| match action {
        Action::Report(Report::Failed { failure }) => Some(failure.message.clone()),
        _ => None,
    })
}

/// The relay takes the connection and says this to the vote.
fn deliver(session: &mut Session, accepted: bool, words: &str) -> (Event, Vec<Action>) {
    let event = posted(&session.take(Input::Opened(line()), &moment(AT)));
    let ok = RelayMessage::Ok { id: Some(event.id), accepted, message: words.into() };
    let actions = session.take(Input::Heard(line(), ok.to_json()), &moment(AT));
    (event, actions)
}

#[test]
fn a_first_vote_makes_a_key_proves_its_work_and_reaches_the_relay() {
    let mut session = session(Kept::default());
    let actions = send(&mut session, Choice::Ship, AT, Signer::Browser);
    assert!(matches!(actions[0], Action::KeepKey(_)));
    assert!(actions.contains(&Action::Open(line(), RELAY.into())));
    assert_eq!(latest(&actions).relays[0].state, Way::Sending);
    let (event, actions) = deliver(&mut session, true, "");
    assert_eq!(event.check_id().and_then(|()| event.check_signature()), Ok(()));
    assert_eq!(event.id.0[0], 0, "eight bits of work");
    assert_eq!(event.tag("response"), Some("ship"));
    assert_eq!(latest(&actions).relays[0].state, Way::Taken);
    assert!(actions.contains(&Action::Close(line())));
    assert_eq!(session.next_wake(0), None);
}

#[test]
fn a_vote_waits_for_a_relay_that_is_down_even_across_a_reload() {
    let mut first = session(Kept::default());
    let actions = send(&mut first, Choice::Ship, AT, Signer::Browser);
    let down = first.take(Input::Closed(line()), &moment(AT));
    let sent = latest(&down);
    assert!(matches!(sent.relays[0].state, Way::Queued { failures: 1, .. }) && sent.is_under_way());
    assert!(!down.iter().any(|action| matches!(action, Action::Open(..))), "not at once");
    assert!(first.next_wake(0).is_some());
    let keep = |action: &Action| match action {
        Action::KeepParcel(parcel) => Some(parcel.clone()),
        _ => None,
    };
    let parcels: Vec<_> = down.iter().filter_map(keep).collect();
    let secret = actions.iter().find_map(|action| match action {
        Action::KeepKey(secret) => Some(secret.clone()),
        _ => None,
    });
    let mut second = session(Kept { key: secret, sent: vec![sent], parcels });
    assert!(second.begin(&moment(AT + 5)).contains(&Action::Open(line(), RELAY.into())));
    let (_, actions) = deliver(&mut second, true, "");
    assert_eq!(latest(&actions).relays[0].state, Way::Taken);
}

#[test]
fn a_refusal_is_put_in_words() {
    let mut session = session(Kept::default());
    send(&mut session, Choice::Ship, AT, Signer::Browser);
    let (_, actions) = deliver(&mut session, false, "invalid: created_at is too far off");
    let Way::Refused { said, remedy } = &latest(&actions).relays[0].state else { panic!("{actions:?}") };
    assert!(said.contains("wrong clock") && remedy.contains("date and time"), "{said} {remedy}");
}

#[test]
fn a_change_is_dated_after_the_vote_it_replaces() {
    let mut session = session(Kept::default());
    send(&mut session, Choice::Ship, AT, Signer::Browser);
    let (first, _) = deliver(&mut session, true, "");
    let actions = send(&mut session, Choice::Skip, AT, Signer::Browser);
    assert!(actions.iter().any(|action| matches!(action, Action::DropParcel(parcel) if parcel.event.id == first.id)));
    let (second, _) = deliver(&mut session, true, "");
    assert_eq!((second.pubkey, second.created_at), (first.pubkey, first.created_at + 1));
    assert_eq!(second.tag("response"), Some("skip"));
}

#[test]
fn a_vote_that_could_not_count_is_not_sent() {
    let mut session = session(Kept::default());
    for (at, words) in [(BEGIN - 1, "not begun"), (END + 1, "is over")] {
        let actions = send(&mut session, Choice::Ship, at, Signer::Browser);
        assert!(failure(&actions).unwrap().contains(words), "{actions:?}");
    }
}

#[test]
fn work_can_be_given_up() {
    let mut session = Session::new(
        PollSettings { minimum_work: 60, ..settings() },
        &[("tool".into(), poll().to_json())],
        Kept::default(),
    )
    .unwrap();
    let actions =
        ask(&mut session, Request::Send { tool: "tool".into(), choice: Choice::Ship, at: AT, signer: Signer::Browser });
    assert!(actions.contains(&Action::Work));
    assert!(session.take(Input::Work, &moment(AT)).contains(&Action::Work));
    assert!(ask(&mut session, Request::Stop).contains(&Action::Report(Report::Stopped)));
    assert_eq!(session.take(Input::Work, &moment(AT)), []);
}

fn to_sign(session: &mut Session) -> Unsigned {
    let signer = Signer::Extension { key: key(3).public().to_string() };
    let actions = send(session, Choice::Ship, AT, signer);
    let event = actions.iter().find_map(|action| match action {
        Action::Report(Report::ToSign { event }) => Some(event.clone()),
        _ => None,
    });
    event.unwrap()
}

fn signed_by(key: &SecretKey, event: Unsigned) -> String {
    let Unsigned { created_at, kind, tags, content, .. } = event;
    Draft { kind, created_at, tags, content }.sign(key, &[0; 32]).unwrap().to_json()
}

#[test]
fn an_extension_signs_what_it_was_given_and_nothing_else() {
    let mut session = session(Kept::default());
    let event = to_sign(&mut session);
    let actions = ask(&mut session, Request::Signed { event: signed_by(&key(3), event) });
    assert!(actions.contains(&Action::Open(line(), RELAY.into())), "{actions:?}");

    let event = to_sign(&mut session);
    let other = Unsigned { content: "something else".into(), ..event.clone() };
    for spoiled in [signed_by(&key(4), event), signed_by(&key(3), other), "null".into()] {
        to_sign(&mut session);
        assert!(failure(&ask(&mut session, Request::Signed { event: spoiled })).is_some());
    }
}

#[test]
fn the_relays_are_asked_and_their_votes_counted() {
    let mut session = session(Kept::default());
    let line = Line::Count { poll: 0, relay: 0 };
    assert!(ask(&mut session, Request::Count { at: AT }).contains(&Action::Open(line.clone(), RELAY.into())));
    let asked = session.take(Input::Opened(line.clone()), &moment(AT));
    assert!(matches!(&asked[0], Action::Send(to, text) if *to == line && text.contains("1018")));
    let poll = Poll::from_event(&poll()).unwrap();
    let vote = respond(&poll, Choice::Ship, AT).sign(&key(5), &[0; 32]).unwrap();
    let subscription = "responses".to_owned();
    for message in [
        RelayMessage::Event { subscription: subscription.clone(), event: vote.to_json() },
        RelayMessage::EndOfStoredEvents { subscription: subscription.clone() },
        RelayMessage::EndOfStoredEvents { subscription },
    ] {
        let actions = session.take(Input::Heard(line.clone(), message.to_json()), &moment(AT));
        let count = actions.iter().find_map(|action| match action {
            Action::Report(Report::Counted { count }) if count.complete => Some(count.clone()),
            _ => None,
        });
        if let Some(count) = count {
            assert_eq!(count.tools[0].result.rejected, [("too_little_work".to_owned(), 1)].into());
            return;
        }
    }
    panic!("the count did not come to an end");
}

#[test]
fn a_relay_that_never_answers_is_given_up() {
    let mut session = session(Kept::default());
    ask(&mut session, Request::Count { at: AT });
    let wake = session.next_wake(AT * 1_000).unwrap();
    assert!(wake <= AT * 1_000 + 1_000);
    let actions = session.take(Input::Tick, &moment(AT + 11));
    assert!(actions.contains(&Action::Close(Line::Count { poll: 0, relay: 0 })), "{actions:?}");
    assert_eq!(session.next_wake(0), None);
}

#[test]
fn forgetting_leaves_nothing() {
    let mut session = session(Kept::default());
    send(&mut session, Choice::Ship, AT, Signer::Browser);
    let actions = ask(&mut session, Request::ForgetKey);
    assert!(actions.contains(&Action::DropEverything) && actions.contains(&Action::Close(line())));
    assert_eq!((session.next_wake(0), ask(&mut session, Request::RevealKey)), (None, vec![]));
}

#[test]
fn a_poll_that_the_settings_do_not_name_is_refused() {
    let polls = [("tool".to_owned(), "00".repeat(32))].into();
    let settings = PollSettings { polls, ..settings() };
    assert!(Session::new(settings, &[("tool".into(), poll().to_json())], Kept::default()).is_err());
}
