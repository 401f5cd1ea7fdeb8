//! Choosing a model and bringing it into memory.

use super::{clear_messages, make_way};
use crate::app::{
    effect::{Effect, ModelSource},
    state::{Activity, DEMO, Loading, LocalFile, LocalModel, ModelChoice, Next, State, StoredModel},
};

pub fn model_picked(state: &mut State, choice: ModelChoice) -> Vec<Effect> {
    if state.model == choice {
        return Vec::new();
    }
    clear_messages(state);
    state.model = choice;
    state.detail = None;
    match &state.activity {
        // Half a model nobody wants any more.
        Activity::Loading(loading) if loading.choice != choice => make_way(state, Next::Nothing).unwrap_or_default(),
        _ => Vec::new(),
    }
}

pub fn local_files_chosen(state: &mut State, files: Vec<LocalFile>) -> Vec<Effect> {
    state.dragging = false;
    if files.is_empty() {
        return Vec::new();
    }
    let effects = model_picked(state, ModelChoice::Local);
    clear_messages(state);
    state.local = Some(LocalModel::of(files));
    // Other files are another model, even under the same choice.
    state.loaded.take_if(|loaded| loaded.choice == ModelChoice::Local);
    effects
}

/// New models come behind those that are there; one that is gone says so when it is wanted.
pub fn shelf_arrived(state: &mut State, models: Vec<StoredModel>) -> Vec<Effect> {
    state.demo_kept = models.iter().any(|model| model.id == DEMO);
    for model in models.into_iter().filter(|model| model.id != DEMO) {
        match state.stored.iter_mut().find(|known| known.id == model.id) {
            Some(known) => *known = model,
            None => state.stored.push(model),
        }
    }
    Vec::new()
}

/// Starts loading the picked model, or says why that is impossible.
pub fn load(state: &mut State, then_describe: bool) -> Vec<Effect> {
    let source = match (state.model, &state.local) {
        (ModelChoice::Demo, _) if state.demo_kept => ModelSource::Stored { id: DEMO.into() },
        (ModelChoice::Demo, _) => ModelSource::Demo,
        (ModelChoice::Stored(place), _) => match state.stored.get(place) {
            Some(model) => ModelSource::Stored { id: model.id.clone() },
            None => return Vec::new(),
        },
        (ModelChoice::Local, Some(LocalModel { source: Ok(source), .. })) => source.clone(),
        (ModelChoice::Local, _) => {
            // What exactly is missing stands beside the files.
            state.notice = Some(String::from("The model’s files are not complete yet. Choose them first."));
            return Vec::new();
        }
    };
    let run = state.next_run();
    // The engine frees the earlier model before it reads the next: two at once may not fit.
    state.loaded = None;
    state.activity = Activity::Loading(Loading {
        run,
        choice: state.model,
        started: state.now,
        downloads: Vec::new(),
        expected_bytes: match state.model {
            ModelChoice::Demo => state.demo_bytes,
            ModelChoice::Stored(place) => state.stored.get(place).map(|model| model.bytes),
            ModelChoice::Local => state.local.as_ref().map(LocalModel::bytes),
        },
        tensors: None,
        then_describe,
        sample: None,
        stopping: false,
    });
    vec![Effect::Load { run, source }, Effect::KeepTime { run }]
}
