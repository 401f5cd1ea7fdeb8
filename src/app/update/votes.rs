//! The visitor's votes: cast, changed, withdrawn here; made public and counted through the worker.

use crate::app::{
    effect::{Effect, VotesEffect},
    message::VotesMsg,
    state::{DatedCount, Making, State, VoteStage as Stage, Votes, names},
};
use crate::ballots::protocol::{Failure, Report, Request, Sent, Signer, WIRE_VERSION};
use crate::voting::local::{BallotFile, Ledger};
use crate::voting::{Choice, PollSettings};

pub fn update(state: &mut State, msg: VotesMsg) -> Vec<Effect> {
    let effects = match msg {
        VotesMsg::SettingsArrived(settings) => settings_arrived(state, settings),
        VotesMsg::ExtensionFound => {
            state.votes.public.has_extension = true;
            Vec::new()
        }
        VotesMsg::LedgerArrived(ledger) => {
            state.votes.ledger.merge(&ledger);
            Vec::new()
        }
        VotesMsg::SentArrived(sent) => {
            state.votes.public.sent = sent.into_iter().map(|sent| (sent.tool.clone(), sent)).collect();
            go_on_sending(&mut state.votes)
        }
        VotesMsg::KeepingFailed => {
            state.votes.unkept = true;
            Vec::new()
        }
        VotesMsg::ChoicePressed { tool, choice } => cast(state, &tool, Some(choice)),
        VotesMsg::WithdrawPressed { tool } => cast(state, &tool, None),
        VotesMsg::ExportPressed => vec![VotesEffect::SaveBallots(state.votes.ledger.export())],
        VotesMsg::FileRead(file) => file_read(state, file),
        VotesMsg::SendPressed { tool } => send_pressed(state, tool),
        VotesMsg::StopPressed => stop_pressed(&mut state.votes),
        VotesMsg::HurryPressed => ask(&mut state.votes, Request::Hurry),
        VotesMsg::SignerPicked { by_extension } => {
            state.votes.public.by_extension = by_extension;
            Vec::new()
        }
        VotesMsg::ExtensionNamed { tool, key } => match key {
            Ok(key) => send(state, tool, Signer::Extension { key }),
            Err(failure) => failed(&mut state.votes, failure),
        },
        VotesMsg::ExtensionSigned(Ok(event)) => ask(&mut state.votes, Request::Signed { event }),
        VotesMsg::ExtensionSigned(Err(failure)) => {
            failed(&mut state.votes, failure);
            ask(&mut state.votes, Request::Stop)
        }
        VotesMsg::SaveKeyPressed => ask(&mut state.votes, Request::RevealKey),
        VotesMsg::ForgetKeyPressed => ask(&mut state.votes, Request::ForgetKey),
        VotesMsg::CountPressed => count_pressed(state),
        VotesMsg::Reported { report, when } => reported(state, *report, when),
        VotesMsg::WorkerDied(failure) => worker_died(&mut state.votes, failure),
    };
    effects.into_iter().map(Effect::Votes).collect()
}

/// Only the polls on the tools of this page are of use here.
fn settings_arrived(state: &mut State, mut settings: PollSettings) -> Vec<VotesEffect> {
    let tools = state.tools();
    settings.polls.retain(|tool, _| tools.iter().any(|(slug, _)| slug == tool));
    let usable = !settings.polls.is_empty() && !settings.relays.is_empty();
    state.votes.polls = usable.then_some(settings);
    go_on_sending(&mut state.votes)
}

/// What an earlier visit left unsent is a reason to start the worker; anything else is not.
fn go_on_sending(votes: &mut Votes) -> Vec<VotesEffect> {
    if votes.public.sent.values().any(Sent::is_under_way) { wake(votes) } else { Vec::new() }
}

fn wake(votes: &mut Votes) -> Vec<VotesEffect> {
    match &votes.polls {
        Some(settings) if !votes.public.awake => {
            votes.public.awake = true;
            let begin = Request::Begin { v: WIRE_VERSION, settings: settings.clone() };
            vec![VotesEffect::Wake, VotesEffect::Ask(begin)]
        }
        _ => Vec::new(),
    }
}

fn ask(votes: &mut Votes, request: Request) -> Vec<VotesEffect> {
    let mut effects = wake(votes);
    if votes.public.awake {
        effects.push(VotesEffect::Ask(request));
    }
    effects
}

fn cast(state: &mut State, tool: &str, choice: Option<Choice>) -> Vec<VotesEffect> {
    let (now, votes) = (state.unix_ms, &mut state.votes);
    let Some((voter, name)) = names(tool) else { return Vec::new() };
    votes.notice = None;
    if votes.ledger.choice(&voter, &name) == choice {
        return Vec::new();
    }
    match choice {
        Some(choice) => drop(votes.ledger.cast(&voter, &name, choice, now)),
        None => drop(votes.ledger.withdraw(&voter, &name, now)),
    }
    let mut effects = vec![VotesEffect::KeepLedger(votes.ledger.clone())];
    if choice.is_some() {
        effects.push(VotesEffect::ShowPrintedCount);
    }
    effects
}

fn file_read(state: &mut State, file: Result<BallotFile, String>) -> Vec<VotesEffect> {
    let now = state.unix_ms;
    let votes = &mut state.votes;
    let read = file.and_then(|file| Ledger::import(file, now).map_err(|error| format!("{error} {}", error.remedy())));
    match read {
        Ok(ledger) => {
            let before = votes.ledger.clone();
            votes.ledger.merge(&ledger);
            let changed = votes.ledger != before;
            votes.notice = Some(String::from(if changed {
                "The votes in the file were taken in. Where both had one, the later one stays."
            } else {
                "The file holds nothing newer than what is here."
            }));
            vec![VotesEffect::KeepLedger(votes.ledger.clone())]
        }
        Err(why) => {
            votes.notice = Some(why);
            Vec::new()
        }
    }
}

fn send_pressed(state: &mut State, tool: String) -> Vec<VotesEffect> {
    let votes = &mut state.votes;
    if votes.public.making.is_some() || votes.unsent(&tool).is_none() {
        return Vec::new();
    }
    votes.public.failure = None;
    if votes.public.by_extension {
        votes.public.making = Some(Making { tool: tool.clone(), stage: Stage::Asked });
        return vec![VotesEffect::AskExtensionForKey { tool }];
    }
    send(state, tool, Signer::Browser)
}

fn send(state: &mut State, tool: String, signer: Signer) -> Vec<VotesEffect> {
    let at = state.unix_ms / 1_000;
    let Some(choice) = state.votes.unsent(&tool) else {
        state.votes.public.making = None;
        return Vec::new();
    };
    state.votes.public.making = Some(Making { tool: tool.clone(), stage: Stage::Asked });
    ask(&mut state.votes, Request::Send { tool, choice, at, signer })
}

fn stop_pressed(votes: &mut Votes) -> Vec<VotesEffect> {
    match votes.public.making.take() {
        Some(_) => ask(votes, Request::Stop),
        None => Vec::new(),
    }
}

fn count_pressed(state: &mut State) -> Vec<VotesEffect> {
    let at = state.unix_ms / 1_000;
    let public = &mut state.votes.public;
    (public.failure, public.counting) = (None, true);
    ask(&mut state.votes, Request::Count { at })
}

fn reported(state: &mut State, report: Report, when: String) -> Vec<VotesEffect> {
    let public = &mut state.votes.public;
    match report {
        Report::Began { key, sent } => {
            public.key = key;
            public.sent.extend(sent.into_iter().map(|sent| (sent.tool.clone(), sent)));
        }
        Report::NotBegun { failure } => return worker_died(&mut state.votes, failure),
        Report::Mining { tool, tries, expected } => {
            // A late word about work that was given up changes nothing.
            if let Some(making) = public.making.as_mut().filter(|making| making.tool == tool) {
                making.stage = Stage::Working { tries, expected };
            }
        }
        Report::ToSign { event } => {
            if let Some(making) = &mut public.making {
                making.stage = Stage::Signing;
                return vec![VotesEffect::AskExtensionToSign(event)];
            }
        }
        Report::Stopped => public.making = None,
        Report::Sent { sent } => return news(state, sent),
        Report::Key { key } => {
            if key.is_none() {
                public.sent.clear();
                public.making = None;
            }
            public.key = key;
        }
        Report::RevealedKey { secret } => return vec![VotesEffect::SaveKey(secret)],
        Report::Counted { count } => {
            public.counting = !count.complete;
            public.count = Some(DatedCount { count, when });
        }
        Report::Failed { failure } => return failed(&mut state.votes, failure),
    }
    Vec::new()
}

/// Once the relays have a vote it is a part of the count, and whoever has voted may see the count.
fn news(state: &mut State, sent: Sent) -> Vec<VotesEffect> {
    let public = &mut state.votes.public;
    public.making.take_if(|making| making.tool == sent.tool);
    let arrived = sent.is_taken() && !sent.is_under_way();
    let before = public.sent.insert(sent.tool.clone(), sent);
    if arrived && !public.counting && before.is_some_and(|before| before.is_under_way()) {
        return count_pressed(state);
    }
    Vec::new()
}

fn failed(votes: &mut Votes, failure: Failure) -> Vec<VotesEffect> {
    let public = &mut votes.public;
    (public.making, public.counting, public.failure) = (None, false, Some(failure));
    Vec::new()
}

fn worker_died(votes: &mut Votes, failure: Failure) -> Vec<VotesEffect> {
    votes.public.awake = false;
    failed(votes, failure);
    vec![VotesEffect::Dismiss]
}
