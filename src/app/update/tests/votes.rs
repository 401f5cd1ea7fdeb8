use super::*;
use crate::app::effect::VotesEffect;
use crate::app::message::VotesMsg;
use crate::app::state::{VoteStage, Votes};
use crate::ballots::protocol::{Delivery, Failure as Trouble, LiveCount, Report, Request, Sent, Signer, Unsigned, Way};
use crate::voting::local::Ledger;
use crate::voting::{Choice, PollSettings};

const TOOL: &str = "tool";
const NOW: u64 = 1_800_000_000_000;

fn settings() -> PollSettings {
    let polls = [(TOOL.to_owned(), "00".repeat(32))].into();
    PollSettings { relays: vec!["wss://relay.example".into()], polls, minimum_work: 16, ends: None }
}

/// A page whose owner has a poll on the tool.
fn with_poll() -> State {
    let votes = Votes { polls: Some(settings()), ..Votes::default() };
    State { unix_ms: NOW, votes, ..State::default() }
}

/// The same with a vote of this device.
fn voted() -> State {
    let mut state = with_poll();
    send(&mut state, VotesMsg::ChoicePressed { tool: TOOL.into(), choice: Choice::Ship });
    state
}

fn send(state: &mut State, msg: VotesMsg) -> Vec<VotesEffect> {
    let votes = |effect| match effect {
        Effect::Votes(effect) => effect,
        other => panic!("{other:?} is not about votes"),
    };
    update(state, Msg::Votes(msg)).into_iter().map(votes).collect()
}

fn report(state: &mut State, report: Report) -> Vec<VotesEffect> {
    send(state, VotesMsg::Reported { report: Box::new(report), when: "today".into() })
}

fn sent(choice: Choice, way: Way) -> Sent {
    let relays = vec![Delivery { relay: "wss://relay.example".into(), state: way }];
    Sent { tool: TOOL.into(), choice, created_at: 1, event: "id".into(), key: "key".into(), relays }
}

const QUEUED: Way = Way::Queued { failures: 1, said: None };

fn trouble() -> Trouble {
    Trouble::new("It broke.", "Mend it.")
}

#[test]
fn a_vote_is_cast_changed_and_withdrawn_without_a_worker() {
    let mut state = State { unix_ms: NOW, ..State::default() };
    let press = |choice| VotesMsg::ChoicePressed { tool: TOOL.into(), choice };
    let effects = send(&mut state, press(Choice::Ship));
    assert!(matches!(&effects[..], [VotesEffect::KeepLedger(_), VotesEffect::ShowPrintedCount]));
    assert_eq!(state.votes.choice(TOOL), Some(Choice::Ship));
    assert_eq!(send(&mut state, press(Choice::Ship)), [], "once is enough");
    send(&mut state, press(Choice::Skip));
    assert_eq!(state.votes.choice(TOOL), Some(Choice::Skip));
    let effects = send(&mut state, VotesMsg::WithdrawPressed { tool: TOOL.into() });
    assert!(matches!(&effects[..], [VotesEffect::KeepLedger(_)]));
    assert_eq!(state.votes.choice(TOOL), None);
    assert_eq!(send(&mut state, VotesMsg::SendPressed { tool: TOOL.into() }), [], "there is nothing to send");
    assert!(!state.votes.public.awake);
}

#[test]
fn ballots_travel_in_a_file() {
    let mut here = voted();
    let VotesEffect::SaveBallots(file) = send(&mut here, VotesMsg::ExportPressed).remove(0) else { panic!() };
    let mut there = State { unix_ms: NOW, ..State::default() };
    send(&mut there, VotesMsg::FileRead(Ok(file.clone())));
    assert_eq!(there.votes.choice(TOOL), Some(Choice::Ship));
    send(&mut there, VotesMsg::FileRead(Ok(file.clone())));
    assert!(there.votes.notice.clone().unwrap().contains("nothing newer"));

    let mut early = State { unix_ms: NOW - 3_600_000, ..State::default() };
    assert_eq!(send(&mut early, VotesMsg::FileRead(Ok(file))), []);
    assert!(early.votes.notice.unwrap().contains("clock"));
    send(&mut there, VotesMsg::FileRead(Err("no file".into())));
    assert_eq!(there.votes.notice.as_deref(), Some("no file"));
}

#[test]
fn another_tab_s_ballots_are_merged() {
    let mut state = voted();
    let mut other = state.votes.ledger.clone();
    let (voter, tool) = crate::app::state::names(TOOL).unwrap();
    other.cast(&voter, &tool, Choice::Skip, NOW + 1);
    send(&mut state, VotesMsg::LedgerArrived(other));
    send(&mut state, VotesMsg::LedgerArrived(Ledger::default()));
    assert_eq!(state.votes.choice(TOOL), Some(Choice::Skip));
}

#[test]
fn a_vote_is_made_public_when_its_voter_asks_for_it() {
    let mut state = voted();
    assert!(!state.votes.public.awake, "casting alone starts nothing");
    let effects = send(&mut state, VotesMsg::SendPressed { tool: TOOL.into() });
    let request = Request::Send { tool: TOOL.into(), choice: Choice::Ship, at: NOW / 1_000, signer: Signer::Browser };
    assert!(matches!(&effects[..], [VotesEffect::Wake, VotesEffect::Ask(Request::Begin { .. }), _]));
    assert_eq!(effects[2], VotesEffect::Ask(request));
    report(&mut state, Report::Mining { tool: TOOL.into(), tries: 5, expected: 10 });
    assert_eq!(state.votes.public.making.as_ref().unwrap().stage, VoteStage::Working { tries: 5, expected: 10 });
    assert_eq!(send(&mut state, VotesMsg::SendPressed { tool: TOOL.into() }), [], "one at a time");

    report(&mut state, Report::Sent { sent: sent(Choice::Ship, QUEUED) });
    assert_eq!((state.votes.public.making.is_none(), state.votes.unsent(TOOL)), (true, None));
    let effects = report(&mut state, Report::Sent { sent: sent(Choice::Ship, Way::Taken) });
    assert_eq!(effects, [VotesEffect::Ask(Request::Count { at: NOW / 1_000 })], "whoever voted may see the count");
}

#[test]
fn a_change_of_mind_waits_to_be_sent_too() {
    let mut state = voted();
    report(&mut state, Report::Sent { sent: sent(Choice::Ship, Way::Taken) });
    send(&mut state, VotesMsg::ChoicePressed { tool: TOOL.into(), choice: Choice::Skip });
    assert_eq!(state.votes.unsent(TOOL), Some(Choice::Skip));
}

#[test]
fn work_can_be_given_up() {
    let mut state = voted();
    send(&mut state, VotesMsg::SendPressed { tool: TOOL.into() });
    assert_eq!(send(&mut state, VotesMsg::StopPressed), [VotesEffect::Ask(Request::Stop)]);
    report(&mut state, Report::Mining { tool: TOOL.into(), tries: 5, expected: 10 });
    assert_eq!(state.votes.public.making, None);
    assert_eq!(send(&mut state, VotesMsg::StopPressed), []);
}

#[test]
fn what_was_left_unsent_wakes_the_worker_and_nothing_else_does() {
    let mut state = with_poll();
    assert_eq!(send(&mut state, VotesMsg::SentArrived(vec![sent(Choice::Ship, Way::Taken)])), []);
    let effects = send(&mut state, VotesMsg::SentArrived(vec![sent(Choice::Ship, QUEUED)]));
    assert!(matches!(&effects[..], [VotesEffect::Wake, VotesEffect::Ask(Request::Begin { .. })]));
    assert_eq!(send(&mut state, VotesMsg::SentArrived(vec![sent(Choice::Ship, QUEUED)])), []);
}

#[test]
fn polls_on_other_tools_do_not_concern_this_page() {
    let mut state = State::default();
    assert_eq!(send(&mut state, VotesMsg::SettingsArrived(settings())), []);
    assert_eq!(state.votes.polls, None);
    assert_eq!(send(&mut state, VotesMsg::CountPressed), [], "there is nobody to ask");
}

#[test]
fn an_extension_gives_its_key_first_and_signs_last() {
    let mut state = voted();
    send(&mut state, VotesMsg::SignerPicked { by_extension: true });
    let effects = send(&mut state, VotesMsg::SendPressed { tool: TOOL.into() });
    assert_eq!(effects, [VotesEffect::AskExtensionForKey { tool: TOOL.into() }]);
    let effects = send(&mut state, VotesMsg::ExtensionNamed { tool: TOOL.into(), key: Ok("ab".into()) });
    let by_extension = |effect: &VotesEffect| {
        matches!(effect, VotesEffect::Ask(Request::Send { signer: Signer::Extension { .. }, .. }))
    };
    assert!(effects.iter().any(by_extension));
    let event = Unsigned { pubkey: "ab".into(), created_at: 1, kind: 1018, tags: vec![], content: String::new() };
    let effects = report(&mut state, Report::ToSign { event: event.clone() });
    assert_eq!(effects, [VotesEffect::AskExtensionToSign(event)]);
    let effects = send(&mut state, VotesMsg::ExtensionSigned(Err(trouble())));
    assert_eq!(effects, [VotesEffect::Ask(Request::Stop)]);
    assert_eq!((&state.votes.public.making, &state.votes.public.failure), (&None, &Some(trouble())));
}

#[test]
fn a_worker_that_died_is_started_again_by_the_next_press() {
    let mut state = voted();
    send(&mut state, VotesMsg::CountPressed);
    assert_eq!(send(&mut state, VotesMsg::WorkerDied(trouble())), [VotesEffect::Dismiss]);
    assert_eq!((state.votes.public.counting, state.votes.public.failure.clone()), (false, Some(trouble())));
    assert!(matches!(send(&mut state, VotesMsg::CountPressed)[0], VotesEffect::Wake));
    assert_eq!(state.votes.public.failure, None);
}

#[test]
fn a_count_goes_on_until_it_is_complete() {
    let mut state = with_poll();
    send(&mut state, VotesMsg::CountPressed);
    for complete in [false, true] {
        let count = LiveCount { taken_at: 1, complete, tools: vec![], relays: vec![] };
        report(&mut state, Report::Counted { count });
        assert_eq!(state.votes.public.counting, !complete);
    }
}

#[test]
fn a_forgotten_key_takes_its_votes_along() {
    let mut state = voted();
    report(&mut state, Report::Key { key: Some("ab".into()) });
    report(&mut state, Report::Sent { sent: sent(Choice::Ship, Way::Taken) });
    report(&mut state, Report::Key { key: None });
    assert!(state.votes.public.sent.is_empty());
    assert_eq!(state.votes.choice(TOOL), Some(Choice::Ship), "the vote of this device stays");
}
