//! What the engine says. Words of a run that is not the current one are dropped.

use super::{picture, question};
use crate::app::{
    effect::Effect,
    state::{
        Activity, Download, Grid, Loaded, Loading, Next, Outcome, Preview, RunId, Running, Stage, State, Turn, Witness,
    },
};
use crate::engine::protocol::{Event, Failure, FinishReason, ModelInfo};

pub fn model_loaded(state: &mut State, run: RunId, info: ModelInfo) -> Vec<Effect> {
    if state.activity.run() != Some(run) {
        return Vec::new();
    }
    match std::mem::replace(&mut state.activity, Activity::Idle) {
        Activity::Loading(loading) => {
            state.loaded = Some(Loaded { choice: loading.choice, info });
            // A stop that came too late still means: do not go on.
            if loading.stopping {
                state.stopped = true;
                return Vec::new();
            }
            if let Some(run) = loading.sample {
                let title = String::from("the sample picture");
                state.activity = Activity::Fetching { run, title };
                return Vec::new();
            }
            if loading.then_describe { question::describe(state) } else { Vec::new() }
        }
        Activity::Draining { next, .. } => proceed(state, next),
        other => {
            state.activity = other;
            Vec::new()
        }
    }
}

pub fn reported(state: &mut State, run: RunId, event: Event) -> Vec<Effect> {
    if state.activity.run() != Some(run) {
        return Vec::new();
    }
    let now = state.now;
    match &mut state.activity {
        Activity::Loading(loading) => {
            note_loading(loading, event);
            Vec::new()
        }
        Activity::Running(running) => {
            let Some(turn) = state.turns.iter_mut().find(|turn| turn.number == running.turn) else {
                return Vec::new();
            };
            if note_running(running, turn, event, now) {
                state.stopped = turn.outcome == Outcome::Stopped;
                state.activity = Activity::Idle;
            }
            Vec::new()
        }
        Activity::Draining { next, .. } => {
            let next = *next;
            if matches!(event, Event::Done { .. }) { proceed(state, next) } else { Vec::new() }
        }
        Activity::Idle | Activity::Fetching { .. } => Vec::new(),
    }
}

fn note_loading(loading: &mut Loading, event: Event) {
    match event {
        Event::Download { file, loaded, total } | Event::Check { file, read: loaded, total } => {
            match loading.downloads.iter_mut().find(|download| download.file == file) {
                Some(download) => {
                    download.loaded = loaded;
                    download.total = total;
                }
                None => loading.downloads.push(Download { file, loaded, total }),
            }
        }
        Event::Load { tensors, total } => loading.tensors = Some((tensors, total)),
        _ => {}
    }
}

/// Returns whether the run is over.
fn note_running(running: &mut Running, turn: &mut Turn, event: Event, now: f64) -> bool {
    let trace = &mut turn.trace;
    match event {
        Event::Image { frame, frames, rows, cols, ms } => {
            let span = trace.close(now, ms);
            trace.frames.push(span);
            trace.grid = Some(Grid { rows, columns: cols });
            running.stage = if frame >= frames { Stage::Prefilling } else { Stage::Encoding { frame, frames } };
        }
        Event::Prefill { tokens, ms } => {
            trace.prefill = Some(trace.close(now, ms));
            trace.prefill_tokens = tokens;
            running.stage = Stage::Decoding;
        }
        Event::Token { text, .. } => {
            running.stage = Stage::Decoding;
            let span = trace.close(now, 0.0);
            trace.tokens.push(span.end);
            turn.answer.push_str(&text);
        }
        Event::Done { text, finish_reason, stats, .. } => {
            trace.close(now, 0.0);
            turn.answer = text;
            turn.stats = Some(stats);
            turn.outcome = match finish_reason {
                FinishReason::Cancelled => Outcome::Stopped,
                reason => Outcome::Done(reason),
            };
            return true;
        }
        Event::Download { .. } | Event::Check { .. } | Event::Load { .. } => {}
    }
    false
}

pub fn witnessed(state: &mut State, number: u32, witness: Witness) -> Vec<Effect> {
    if let Some(turn) = state.turns.iter_mut().find(|turn| turn.number == number) {
        turn.witness = Some(witness);
    }
    Vec::new()
}

pub fn failed(state: &mut State, run: RunId, failure: Failure) -> Vec<Effect> {
    if state.activity.run() != Some(run) {
        return Vec::new();
    }
    let stopped = failure.kind == "cancelled";
    // A worker that is gone took its model with it. One that lives ends a stopped question with a last word; where that
    // is missing, it was the worker that was ended.
    let asked = matches!(state.activity, Activity::Running(_) | Activity::Draining { .. });
    if failure.kind == "worker" || stopped && asked {
        state.loaded = None;
    }
    match std::mem::replace(&mut state.activity, Activity::Idle) {
        Activity::Draining { next, .. } => return proceed(state, next),
        Activity::Running(running) => {
            if stopped {
                state.notice = Some(format!("{} {}", failure.message, failure.remedy));
            }
            // Browsers draw what there is of a broken file, which may be a blank plate.
            if let Some(picture) = state.picture.as_mut().filter(|_| failure.kind == "picture") {
                picture.preview = Preview::Unreadable;
            }
            if let Some(turn) = state.turns.iter_mut().find(|turn| turn.number == running.turn) {
                turn.outcome = if stopped { Outcome::Stopped } else { Outcome::Failed };
            }
            // The failure itself says all there is to say about a question without a word of an answer.
            state.turns.retain(|turn| turn.outcome != Outcome::Failed || !turn.answer.trim().is_empty());
        }
        Activity::Idle | Activity::Fetching { .. } | Activity::Loading(_) => {}
    }
    if stopped {
        state.stopped = true;
    } else {
        state.failure = Some(failure);
    }
    Vec::new()
}

/// The drained run is over; now comes what it made way for.
fn proceed(state: &mut State, next: Next) -> Vec<Effect> {
    state.activity = Activity::Idle;
    match next {
        Next::Nothing => Vec::new(),
        Next::Sample(index) => picture::fetch_sample(state, index),
    }
}
