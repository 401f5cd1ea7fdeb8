//! Asking, and stopping.

use super::{clear_messages, setup};
use crate::app::{
    effect::{Effect, Exchange, Question},
    state::{Activity, FIRST_PROMPT, Next, Outcome, Running, Stage, State, Trace, Turn},
};

pub fn describe_pressed(state: &mut State) -> Vec<Effect> {
    if state.busy() {
        return Vec::new();
    }
    clear_messages(state);
    describe(state)
}

/// Does again what failed.
pub fn retry_pressed(state: &mut State) -> Vec<Effect> {
    if state.busy() {
        return Vec::new();
    }
    clear_messages(state);
    describe(state)
}

/// Asks the question in the field, loading the model first.
pub fn describe(state: &mut State) -> Vec<Effect> {
    let Some(picture) = &state.picture else {
        state.notice = Some(String::from("Put a picture on the bench first: choose one, drop it, or press a sample."));
        return Vec::new();
    };
    let picture = picture.id;
    if state.picked_and_loaded().is_none() {
        return setup::load(state, true);
    }

    let prompt = match state.prompt.trim() {
        "" => FIRST_PROMPT.to_owned(),
        prompt => prompt.to_owned(),
    };
    let history = history(state);
    let longest_edge = state.current_detail().and_then(|detail| Some(detail * state.picked_and_loaded()?.info.tile));
    let run = state.next_run();
    state.last_turn += 1;
    let turn = state.last_turn;
    let mut trace = Trace::new(state.now);
    trace.grid = state.expected_grid();
    // Frames of the same cut are kept, so the first thing to wait for is the prompt.
    let kept = !history.is_empty() && state.turns.last().is_some_and(|turn| turn.longest_edge == longest_edge);
    let stage = if kept { Stage::Prefilling } else { Stage::Encoding { frame: 0, frames: 0 } };
    state.activity = Activity::Running(Running { run, turn, started: state.now, stage, stopping: false });
    state.turns.push(Turn {
        number: turn,
        prompt: prompt.clone(),
        model: state.model,
        name: state.name_of(state.model).to_owned(),
        origin: state.picked_and_loaded().and_then(|loaded| loaded.info.origin.clone()),
        longest_edge,
        answer: String::new(),
        outcome: Outcome::Running,
        trace,
        stats: None,
        witness: None,
    });
    vec![
        Effect::Describe { run, turn, picture, question: Question { prompt, history, longest_edge } },
        Effect::KeepTime { run },
    ]
}

/// The turns the model may build on: the latest ones it answered itself. An answer another model gave is not its own
/// memory, and a failed one is no answer.
fn history(state: &State) -> Vec<Exchange> {
    let mut turns: Vec<&Turn> = state.turns.iter().rev().take_while(|turn| turn.model == state.model).collect();
    turns.reverse();
    turns
        .into_iter()
        .filter(|turn| turn.has_answer())
        .map(|turn| Exchange { prompt: turn.prompt.clone(), answer: turn.answer.trim().to_owned() })
        .collect()
}

pub fn stop_pressed(state: &mut State) -> Vec<Effect> {
    match &mut state.activity {
        Activity::Idle => Vec::new(),
        Activity::Fetching { .. } => {
            state.activity = Activity::Idle;
            state.stopped = true;
            Vec::new()
        }
        Activity::Loading(loading) if !loading.stopping => {
            loading.stopping = true;
            vec![Effect::Cancel { run: loading.run }]
        }
        Activity::Running(running) if !running.stopping => {
            running.stopping = true;
            vec![Effect::Cancel { run: running.run }]
        }
        Activity::Loading(_) | Activity::Running(_) => Vec::new(),
        Activity::Draining { next, .. } => {
            *next = Next::Nothing;
            state.stopped = true;
            Vec::new()
        }
    }
}
