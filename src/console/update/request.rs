//! Sending, stopping, going on; and the clock.

use super::{attempt::act, opening, policy::forget_strangers};
use crate::console::effect::Effect;
use crate::console::state::{Ask, Request, RequestId, State, Way};
use crate::gateway::router::{Event, Moment, Outcome, Route};

/// Sends the question the way the policy says.
pub fn send(state: &mut State) -> Vec<Effect> {
    press(state, |state, press| {
        let ask = asked(state);
        begin(state, ask, Way::Policy, press)
    })
}

/// Sends the same question to every target at once, each by itself.
pub fn ask_all(state: &mut State) -> Vec<Effect> {
    press(state, |state, press| {
        let ask = asked(state);
        (0..state.session.policy().targets.len())
            .flat_map(|target| begin(state, ask.clone(), Way::Only(target), press))
            .collect()
    })
}

pub fn stop(state: &mut State) -> Vec<Effect> {
    let running: Vec<_> =
        state.requests.iter().filter(|request| request.route.outcome().is_none()).map(|request| request.id).collect();
    running.into_iter().flat_map(|id| drive(state, id, Event::Cancel)).collect()
}

/// Goes on elsewhere where an answer broke off.
pub fn go_on(state: &mut State, from: RequestId) -> Vec<Effect> {
    let Some(request) = state.request(from) else { return Vec::new() };
    let Some(Outcome::Incomplete { continue_on: Some(_), .. }) = request.route.outcome() else { return Vec::new() };
    let begun = request.answer().map(|(_, exchange)| exchange.answer.to_string());
    let ask = Ask { continue_from: begun, ..request.ask.clone() };
    let number = request.press;
    press(state, |state, _| begin(state, ask, Way::Continue { from }, number))
}

pub fn woken(state: &mut State, id: RequestId, alarm: u32) -> Vec<Effect> {
    match state.requests.iter_mut().find(|request| request.id == id) {
        Some(request) if request.alarm == alarm => {
            request.wakes_at = None;
            drive(state, id, Event::Tick)
        }
        _ => Vec::new(),
    }
}

pub fn ticked(state: &mut State) -> Vec<Effect> {
    state.ticking = state.busy() || state.counts_down();
    if state.ticking { vec![Effect::KeepTime] } else { Vec::new() }
}

/// Tells the router of a request what happened, and does what it says.
pub fn drive(state: &mut State, id: RequestId, event: Event) -> Vec<Effect> {
    let moment = moment(state);
    let Some(request) = state.requests.iter_mut().find(|request| request.id == id) else { return Vec::new() };
    let actions = request.route.on(&mut state.session, event, moment);
    let mut effects = act(state, id, actions);
    effects.extend(opening::settled(state, id));
    effects.extend(keep_time(state));
    effects
}

fn asked(state: &State) -> Ask {
    let bench = &state.bench;
    Ask::new(bench.prompt.trim(), bench.picture.as_ref(), bench.max_output_tokens)
}

/// What every press has in common: nothing else may be under way, and the policy must be one to go by.
fn press(state: &mut State, begin: impl FnOnce(&mut State, u32) -> Vec<Effect>) -> Vec<Effect> {
    if state.busy() {
        return Vec::new();
    }
    state.bench.notice = obstacle(state);
    if state.bench.notice.is_some() {
        return Vec::new();
    }
    state.picked = None;
    let mut effects = forget_strangers(state);
    if *state.session.policy() != state.draft.policy {
        state.session.adopt(state.draft.policy.clone());
    }
    let number = state.requests.iter().map(|request| request.press).max().unwrap_or(0) + 1;
    effects.extend(begin(state, number));
    effects.extend(keep_time(state));
    effects
}

/// Why nothing can be sent now.
fn obstacle(state: &State) -> Option<String> {
    if let Some(problem) = &state.draft.problem {
        return Some(format!("The policy can't be read. {problem}"));
    }
    if state.draft.policy.targets.is_empty() {
        return Some("The policy has no target. Add one first.".into());
    }
    state.bench.reading.then(|| "The picture is still being read.".into())
}

fn begin(state: &mut State, ask: Ask, way: Way, press: u32) -> Vec<Effect> {
    let (shape, moment) = (ask.shape(), moment(state));
    let plan = match way {
        Way::Policy => None,
        Way::Only(target) => Some(vec![target]),
        Way::Continue { from } => match state.request(from).and_then(|request| request.route.outcome()) {
            Some(Outcome::Incomplete { continue_on: Some(target), .. }) => Some(vec![*target]),
            _ => return Vec::new(),
        },
    };
    let (route, actions) = match plan {
        None => Route::begin(&mut state.session, shape, moment),
        Some(plan) => Route::begin_with(&mut state.session, shape, plan, moment),
    };
    let id = state.requests.last().map_or(1, |last| last.id + 1);
    let targets = state.session.policy().targets.clone();
    let t_start = state.now;
    state.requests.push(Request {
        id,
        press,
        ask,
        way,
        t_start,
        route,
        targets,
        exchanges: Vec::new(),
        alarm: 0,
        wakes_at: None,
    });
    act(state, id, actions)
}

fn keep_time(state: &mut State) -> Option<Effect> {
    let start = !state.ticking && (state.busy() || state.counts_down());
    state.ticking |= start;
    start.then_some(Effect::KeepTime)
}

fn moment(state: &State) -> Moment {
    Moment { now_ms: state.now, random: state.chance }
}
