//! The picture and the question.

use crate::console::effect::Effect;
use crate::console::state::{Bench, Picture, State};

/// The longest answer that may be asked for, in tokens.
const LONGEST: u32 = 8192;

/// A change that needs nothing from the browser.
pub fn change(state: &mut State, change: impl FnOnce(&mut Bench)) -> Vec<Effect> {
    change(&mut state.bench);
    Vec::new()
}

pub fn picture_ready(state: &mut State, picture: Picture) -> Vec<Effect> {
    change(state, |bench| {
        (bench.reading, bench.dragging, bench.notice) = (false, false, None);
        bench.picture = Some(picture);
    })
}

pub fn picture_failed(state: &mut State, why: String) -> Vec<Effect> {
    change(state, |bench| {
        (bench.reading, bench.dragging, bench.notice) = (false, false, Some(why));
    })
}

pub fn sample_pressed(state: &mut State, index: usize) -> Vec<Effect> {
    let Some(sample) = state.bench.samples.get(index).cloned() else { return Vec::new() };
    state.bench.reading = true;
    vec![Effect::FetchSample { file: sample.file, alt: sample.alt }]
}

/// What is no number leaves the length as it was.
pub fn length_edited(state: &mut State, text: &str) -> Vec<Effect> {
    if let Ok(length) = text.trim().parse::<u32>() {
        state.bench.max_output_tokens = length.clamp(1, LONGEST);
    }
    Vec::new()
}
