//! Every transition of the page, without a browser.

mod asking;
mod loading;
mod pictures;
mod stopping;
mod votes;

use super::update;
use crate::app::{
    effect::Effect,
    message::Msg,
    state::{Activity, Loaded, ModelChoice, Picture, Preview, RunId, Sample, State},
};
use crate::engine::protocol::{Event, Failure, FinishReason, ModelInfo, Stats};

fn picture(id: u32) -> Picture {
    Picture {
        id,
        address: format!("blob:{id}"),
        name: "cat.png".into(),
        alt: None,
        bytes: 1000,
        sample: None,
        preview: Preview::Drawn { width: 512, height: 512 },
    }
}

fn info() -> ModelInfo {
    ModelInfo {
        name: "Demo".into(),
        model_bytes: 6_000_000,
        load_ms: 400.0,
        tile: 128,
        longest_edge: 256,
        tokens_per_frame: 64,
        context_length: 2048,
        variant: "simd".into(),
        threads: 1,
        origin: None,
    }
}

fn failure(kind: &str) -> Failure {
    Failure { kind: kind.into(), message: "It broke.".into(), remedy: "Mend it.".into() }
}

fn image(frame: u32) -> Event {
    Event::Image { frame, frames: 5, rows: 2, cols: 2, ms: 10.0 }
}

fn token(text: &str) -> Event {
    Event::Token { id: 1, text: text.into() }
}

fn done(text: &str, finish_reason: FinishReason) -> Event {
    Event::Done { text: text.into(), tokens: vec![1], prompt_tokens: vec![1], finish_reason, stats: Stats::default() }
}

/// A picture on the bench, nothing loaded.
fn with_picture() -> State {
    let samples = ["a.png", "b.png"]
        .map(|file| Sample { file: file.into(), title: file.into(), alt: format!("what {file} shows") })
        .to_vec();
    State { picture: Some(picture(1)), samples, ..State::default() }
}

/// The same with the demo in memory.
fn with_model() -> State {
    State { loaded: Some(Loaded { choice: ModelChoice::Demo, info: info() }), ..with_picture() }
}

/// The same with a question on its way; returns its run.
fn asking() -> (State, RunId) {
    let mut state = with_model();
    update(&mut state, Msg::DescribePressed);
    let run = state.activity.run().expect("a question is on its way");
    (state, run)
}

/// A question answered.
fn answered(answer: &str) -> State {
    let (mut state, run) = asking();
    report(&mut state, run, done(answer, FinishReason::Stop));
    state
}

fn report(state: &mut State, run: RunId, event: Event) -> Vec<Effect> {
    update(state, Msg::Reported { run, event })
}

fn face(state: &State) -> &'static str {
    state.face().word()
}

fn run_of(state: &State) -> RunId {
    state.activity.run().expect("something is going on")
}

#[test]
fn the_page_starts_empty_and_asks_for_nothing() {
    let state = State::default();
    assert_eq!(face(&state), "empty");
    assert_eq!(state.activity, Activity::Idle);
}
