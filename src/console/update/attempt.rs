//! What attempts report, and what the router wants done about it.

use super::request::drive;
use crate::console::effect::Effect;
use crate::console::message::News;
use crate::console::state::{Exchange, RequestId, State};
use crate::gateway::reply::Reply;
use crate::gateway::router::{Action, AttemptFailure, Event, Report};
use crate::gateway::trace::{Attempt, AttemptOutcome};
use crate::gateway::truth;

/// Takes in what an attempt says. An attempt that is over is not listened to any more.
pub fn reported(state: &mut State, id: RequestId, attempt: usize, news: News) -> Vec<Effect> {
    if !is_pending(state, id, attempt) {
        return Vec::new();
    }
    match news {
        News::Sent(sent) => {
            note(state, id, attempt, |exchange, _| exchange.sent = Some(sent));
            Vec::new()
        }
        News::Status(status) => drive(state, id, Event::Headers { attempt, status }),
        News::Heard { answer, thinking, tool, raw } => heard(state, id, attempt, (&answer, &thinking, &raw), tool),
        News::Ended { result, reply } => ended(state, id, attempt, result, reply),
    }
}

fn heard(
    state: &mut State,
    id: RequestId,
    attempt: usize,
    (answer, thinking, raw): (&str, &str, &str),
    tool: bool,
) -> Vec<Effect> {
    note(state, id, attempt, |exchange, _| exchange.hear(answer, thinking, raw));
    if !answer.is_empty() || tool {
        drive(state, id, Event::Content { attempt })
    } else if !thinking.is_empty() {
        drive(state, id, Event::Thinking { attempt })
    } else {
        Vec::new()
    }
}

fn ended(
    state: &mut State,
    id: RequestId,
    attempt: usize,
    result: Result<Report, AttemptFailure>,
    reply: Option<Box<Reply>>,
) -> Vec<Effect> {
    let keys = state.keys.clone();
    note(state, id, attempt, |exchange, _| {
        exchange.close();
        exchange.reply = reply.map(|reply| clean(*reply, &|text| keys.redact(text)));
    });
    let event = match result {
        Ok(report) => Event::Ended { attempt, report },
        Err(mut failure) => {
            failure.message = keys.redact(&failure.message);
            Event::Failed { attempt, failure }
        }
    };
    let effects = drive(state, id, event);
    let before = earlier_answer(state, id, attempt);
    note(state, id, attempt, |exchange, record| {
        exchange.doubts = truth::of_attempt(record, before.as_ref());
        if let Some(reply) = &exchange.reply {
            exchange.doubts.extend(truth::client_errors(&reply.attempts));
        }
    });
    effects
}

/// The target's answer before this one, in the whole visit.
fn earlier_answer(state: &State, id: RequestId, attempt: usize) -> Option<Attempt> {
    let target = state.request(id)?.route.attempts().get(attempt)?.target.clone();
    let earlier =
        state.requests.iter().take_while(|request| request.id < id).flat_map(|request| request.route.attempts());
    earlier.filter(|one| one.target == target && one.outcome == AttemptOutcome::Answered).last().cloned()
}

/// A reply without its words, which the exchange has, and without what a server quoted of the keys it was sent.
fn clean(mut reply: Reply, redact: &dyn Fn(&str) -> String) -> Reply {
    (reply.text, reply.reasoning) = (String::new(), String::new());
    for error in &mut reply.errors {
        error.message = redact(&error.message);
    }
    for message in reply.attempts.iter_mut().filter_map(|attempt| attempt.error_message.as_mut()) {
        *message = redact(message);
    }
    reply
}

/// Does what the router says.
pub fn act(state: &mut State, id: RequestId, actions: Vec<Action>) -> Vec<Effect> {
    actions.into_iter().filter_map(|action| effect(state, id, action)).collect()
}

fn effect(state: &mut State, id: RequestId, action: Action) -> Option<Effect> {
    let now = state.now;
    let request = state.requests.iter_mut().find(|request| request.id == id)?;
    match action {
        Action::Start { attempt, target: place } => {
            request.exchanges.push(Exchange::new(place, &state.keys));
            let target = request.targets.get(place)?.clone();
            let key = target.base_url.as_deref().and_then(|address| state.keys.of(address)).cloned();
            let (wants_attempts, ask) = (state.wants_attempts, request.ask.clone());
            Some(Effect::Start { request: id, attempt, target: Box::new(target), key, wants_attempts, ask })
        }
        Action::Cancel { attempt } => {
            // Nothing it still says counts, so its words are all here.
            request.exchanges.get_mut(attempt).map(Exchange::close);
            Some(Effect::Abort { request: id, attempt })
        }
        // An alarm that rings before asks the router again; one for each piece of an answer would pile up.
        Action::Wait { until_ms } if request.wakes_at.is_some_and(|at| at <= until_ms) => None,
        Action::Wait { until_ms } => {
            request.alarm += 1;
            request.wakes_at = Some(until_ms);
            Some(Effect::Wake { request: id, alarm: request.alarm, after_ms: (until_ms - now).max(0.0) })
        }
        Action::Finish(_) => None,
    }
}

fn is_pending(state: &State, id: RequestId, attempt: usize) -> bool {
    let record = state.request(id).and_then(|request| request.route.attempts().get(attempt));
    record.is_some_and(|record| record.outcome == AttemptOutcome::Pending)
}

/// Writes something down about an attempt; its record in the route is at hand.
fn note(state: &mut State, id: RequestId, attempt: usize, write: impl FnOnce(&mut Exchange, &Attempt)) {
    let Some(request) = state.requests.iter_mut().find(|request| request.id == id) else { return };
    if let (Some(exchange), Some(record)) = (request.exchanges.get_mut(attempt), request.route.attempts().get(attempt))
    {
        write(exchange, record);
    }
}
