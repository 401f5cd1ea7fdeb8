//! Pictures come and go.

use super::{clear_messages, make_way, question};
use crate::app::{
    effect::Effect,
    state::{Activity, Next, Picture, Preview, RunId, State},
};
use crate::engine::protocol::Failure;

pub fn offered(state: &mut State, picture: Picture, unused: usize) -> Vec<Effect> {
    state.dragging = false;
    clear_messages(state);
    let mut effects = put_on_bench(state, picture);
    if unused > 0 {
        state.notice = Some(match unused {
            1 => String::from("One picture at a time: the first is on the bench, the other was left out."),
            _ => format!("One picture at a time: the first is on the bench, {unused} others were left out."),
        });
    }
    // A model on its way is wanted for the new picture too; an answer about the old one is not.
    match &state.activity {
        Activity::Loading(_) => {}
        _ => effects.extend(make_way(state, Next::Nothing).unwrap_or_default()),
    }
    effects
}

pub fn nothing_offered(state: &mut State) -> Vec<Effect> {
    state.dragging = false;
    state.notice = Some(String::from("There was no file in that. Drop or paste a picture file."));
    Vec::new()
}

pub fn sample_pressed(state: &mut State, index: usize) -> Vec<Effect> {
    if index >= state.samples.len() {
        return Vec::new();
    }
    clear_messages(state);
    let loads_on = matches!(&state.activity, Activity::Loading(loading) if !loading.stopping);
    if !loads_on && let Some(effects) = make_way(state, Next::Sample(index)) {
        return effects;
    }
    fetch_sample(state, index)
}

/// Sends for a sample. A model that loads meanwhile keeps loading, and describes the sample when both are there.
pub fn fetch_sample(state: &mut State, index: usize) -> Vec<Effect> {
    let Some(sample) = state.samples.get(index).cloned() else { return Vec::new() };
    let run = state.next_run();
    match &mut state.activity {
        Activity::Loading(loading) => loading.sample = Some(run),
        activity => *activity = Activity::Fetching { run, title: sample.title },
    }
    vec![Effect::FetchSample { run, file: sample.file, alt: sample.alt }]
}

pub fn sample_fetched(state: &mut State, run: RunId, picture: Picture) -> Vec<Effect> {
    match &mut state.activity {
        Activity::Fetching { run: awaited, .. } if *awaited == run => {
            state.activity = Activity::Idle;
            let mut effects = put_on_bench(state, picture);
            effects.extend(question::describe(state));
            effects
        }
        Activity::Loading(loading) if loading.sample == Some(run) => {
            loading.sample = None;
            loading.then_describe = true;
            put_on_bench(state, picture)
        }
        _ => vec![Effect::ReleasePicture(picture.id)],
    }
}

pub fn sample_failed(state: &mut State, run: RunId, failure: Failure) -> Vec<Effect> {
    match &mut state.activity {
        Activity::Fetching { run: awaited, .. } if *awaited == run => state.activity = Activity::Idle,
        Activity::Loading(loading) if loading.sample == Some(run) => loading.sample = None,
        _ => return Vec::new(),
    }
    state.failure = Some(failure);
    Vec::new()
}

pub fn preview_drawn(state: &mut State, width: u32, height: u32) -> Vec<Effect> {
    if let Some(picture) = &mut state.picture {
        picture.preview = Preview::Drawn { width, height };
    }
    Vec::new()
}

pub fn preview_failed(state: &mut State) -> Vec<Effect> {
    if let Some(picture) = &mut state.picture {
        picture.preview = Preview::Unreadable;
    }
    Vec::new()
}

/// A new picture starts a new sheet: questions about the old one would only mislead the model.
fn put_on_bench(state: &mut State, picture: Picture) -> Vec<Effect> {
    state.turns.clear();
    state.copied = None;
    match state.picture.replace(picture) {
        Some(old) => vec![Effect::ReleasePicture(old.id)],
        None => Vec::new(),
    }
}
