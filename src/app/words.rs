//! The sentences that say what is going on.

pub mod votes;

use crate::app::state::{Activity, Loading, ModelChoice, Outcome, Running, Stage, State};
use crate::engine::protocol::FinishReason;
use crate::widgets::format::{bytes, counted, duration, time_left};

/// Always shown near the demo's answers.
pub const DEMO_CAVEAT: &str = "The demo knows shapes, colours and printed words. It is no SmolVLM2.";

/// The status line: one sentence, or two short ones.
pub fn status(state: &State) -> String {
    match &state.activity {
        Activity::Fetching { title, .. } => format!("Fetching {title}."),
        Activity::Loading(loading) => loading_line(state, loading, state.now),
        Activity::Running(running) => running_line(state, running),
        Activity::Draining { .. } => String::from("Stopping the run before."),
        Activity::Idle => resting_line(state),
    }
}

fn loading_line(state: &State, loading: &Loading, now: f64) -> String {
    let name = state.spoken(loading.choice);
    if loading.stopping {
        return String::from("Stopping.");
    }
    if let Some((ready, total)) = loading.tensors {
        return format!("Preparing {name}: {ready} of {total} tensors.");
    }
    let loaded = loading.loaded_bytes();
    match (loading.total_bytes(), loading.seconds_left(now)) {
        _ if loaded == 0 => format!("Loading {name}."),
        (Some(total), Some(left)) => {
            format!("Loading {name}: {} of {}, {}.", bytes(loaded), bytes(total), time_left(left))
        }
        (Some(total), None) => format!("Loading {name}: {} of {}.", bytes(loaded), bytes(total)),
        (None, _) => format!("Loading {name}: {} so far.", bytes(loaded)),
    }
}

fn running_line(state: &State, running: &Running) -> String {
    if running.stopping {
        return String::from("Stopping.");
    }
    match running.stage {
        Stage::Encoding { frame, frames } if frames > 0 => {
            format!("Looking at the picture: frame {} of {frames}.", frame + 1)
        }
        Stage::Encoding { .. } => String::from("Looking at the picture."),
        Stage::Prefilling => String::from("Reading the question."),
        Stage::Decoding => {
            let tokens = state.turns.last().map_or(0, |turn| turn.trace.tokens.len());
            format!("Writing: {}.", counted(tokens as u32, "token", "tokens"))
        }
    }
}

fn resting_line(state: &State) -> String {
    if state.failure.is_some() {
        return String::from("That did not work.");
    }
    let last = state.turns.last();
    if state.stopped {
        let tokens = last.filter(|turn| turn.outcome == Outcome::Stopped).map_or(0, |turn| turn.trace.tokens.len());
        return match tokens {
            0 => String::from("Stopped."),
            tokens => format!("Stopped after {}.", counted(tokens as u32, "token", "tokens")),
        };
    }
    if let Some(turn) = last
        && let Outcome::Done(reason) = turn.outcome
    {
        let took = duration(turn.trace.end);
        return match reason {
            FinishReason::Length => format!("Done in {took}; the answer reached its longest length."),
            FinishReason::Loop => format!("Done in {took}; cut off where the model began to repeat itself."),
            FinishReason::Stop | FinishReason::Cancelled => format!("Done in {took}."),
        };
    }
    if state.picture.is_none() {
        return String::from("Nothing on the bench yet.");
    }
    match (state.picked_and_loaded(), state.model) {
        (Some(_), model) => format!("Ready. {} is in memory.", capitalised(state.spoken(model))),
        (None, ModelChoice::Demo) => String::from("Ready. The demo model loads with the first question."),
        (None, ModelChoice::Stored(_)) => {
            format!("Ready. {} loads with the first question.", state.name_of(state.model))
        }
        (None, ModelChoice::Local) => String::from("Ready. Your model loads with the first question."),
    }
}

/// What a screen reader hears: each state once, and the answer when it is whole. Failures speak for themselves.
pub fn announcement(state: &State) -> String {
    let answer = || state.turns.last().map_or("", |turn| turn.answer.trim());
    match (&state.activity, &state.notice) {
        (Activity::Loading(loading), _) => format!("Loading {}.", state.spoken(loading.choice)),
        (Activity::Running(running), _) => match running.stage {
            Stage::Encoding { .. } => String::from("Looking at the picture."),
            Stage::Prefilling => String::from("Reading the question."),
            Stage::Decoding => String::from("Writing the answer."),
        },
        (Activity::Fetching { .. } | Activity::Draining { .. }, _) => String::new(),
        (Activity::Idle, Some(notice)) => notice.clone(),
        (Activity::Idle, None) if state.failure.is_some() => String::new(),
        (Activity::Idle, None) if state.stopped => format!("Stopped. {}", answer()),
        (Activity::Idle, None) if state.turns.is_empty() => resting_line(state),
        (Activity::Idle, None) => format!("Answer: {}", answer()),
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
