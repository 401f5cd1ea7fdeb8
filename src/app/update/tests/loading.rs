use super::*;
use crate::app::{
    effect::ModelSource,
    state::{LocalFile, StoredModel},
    words,
};

const SMALL: ModelChoice = ModelChoice::Stored(0);

/// With a model that this device keeps.
fn with_stored() -> State {
    let mut state = with_picture();
    let small = StoredModel { id: "small".into(), name: "Small".into(), bytes: 279_000_000 };
    update(&mut state, Msg::ShelfArrived(vec![small]));
    state
}

fn files(names: &[&str]) -> Vec<LocalFile> {
    names.iter().map(|name| LocalFile { name: (*name).into(), bytes: 10 }).collect()
}

#[test]
fn the_demo_loads_with_the_first_question_and_then_answers_it() {
    let mut state = with_picture();
    let effects = update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(effects, [Effect::Load { run, source: ModelSource::Demo }, Effect::KeepTime { run }]);
    assert_eq!(face(&state), "loading");
    let effects = update(&mut state, Msg::ModelLoaded { run, info: info() });
    assert!(matches!(effects.first(), Some(Effect::Describe { .. })));
    assert_eq!(face(&state), "encoding");
    assert_eq!(state.loaded.as_ref().map(|loaded| loaded.choice), Some(ModelChoice::Demo));
}

#[test]
fn progress_says_what_how_much_and_how_long() {
    let mut state = with_picture();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(words::status(&state), "Loading the demo model.");
    state.now = 2000.0;
    report(&mut state, run, Event::Download { file: "model".into(), loaded: 2_000_000, total: 6_000_000 });
    assert_eq!(words::status(&state), "Loading the demo model: 2.0\u{a0}MB of 6.0\u{a0}MB, about 4 seconds left.");
    report(&mut state, run, Event::Download { file: "model".into(), loaded: 6_000_000, total: 6_000_000 });
    report(&mut state, run, Event::Load { tensors: 3, total: 143 });
    assert_eq!(words::status(&state), "Preparing the demo model: 3 of 143 tensors.");
}

#[test]
fn a_stored_model_loads_with_the_first_question() {
    let mut state = with_stored();
    assert_eq!(state.choices(), [ModelChoice::Demo, SMALL, ModelChoice::Local]);
    assert_eq!(update(&mut state, Msg::ModelPicked(SMALL)), []);
    assert_eq!(words::status(&state), "Ready. Small loads with the first question.");
    let effects = update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(effects.first(), Some(&Effect::Load { run, source: ModelSource::Stored { id: "small".into() } }));
    let effects = update(&mut state, Msg::ModelLoaded { run, info: info() });
    assert!(matches!(effects.first(), Some(Effect::Describe { .. })));
    // A real model starts with the whole picture: tiles cost seconds each.
    assert_eq!(state.current_detail(), Some(1));
}

#[test]
fn the_demo_is_one_choice_whether_it_is_kept_or_not() {
    let mut state = with_picture();
    let demo = StoredModel { id: "demo".into(), name: "Shipcheck demo".into(), bytes: 1 };
    update(&mut state, Msg::ShelfArrived(vec![demo]));
    assert_eq!(state.choices(), [ModelChoice::Demo, ModelChoice::Local]);
    let effects = update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(effects.first(), Some(&Effect::Load { run, source: ModelSource::Stored { id: "demo".into() } }));
    update(&mut state, Msg::ShelfArrived(Vec::new()));
    assert!(!state.demo_kept);
}

#[test]
fn models_keep_their_places_when_the_shelf_changes() {
    let mut state = with_stored();
    let model = |id: &str| StoredModel { id: id.into(), name: id.into(), bytes: 1 };
    update(&mut state, Msg::ShelfArrived(vec![model("large"), model("small")]));
    let names: Vec<_> = state.stored.iter().map(|model| model.id.as_str()).collect();
    assert_eq!(names, ["small", "large"]);
}

#[test]
fn picking_another_model_gives_up_a_load() {
    let mut state = with_stored();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(update(&mut state, Msg::ModelPicked(SMALL)), [Effect::Cancel { run }]);
    assert_eq!(update(&mut state, Msg::RunFailed { run, failure: failure("cancelled") }), []);
    assert_eq!((face(&state), &state.failure), ("ready", &None));
}

#[test]
fn picking_another_model_lets_a_question_finish() {
    let (mut state, run) = asking();
    assert_eq!(update(&mut state, Msg::ModelPicked(SMALL)), []);
    assert_eq!(run_of(&state), run);
}

#[test]
fn a_broken_load_says_so_and_can_be_tried_again() {
    let mut state = with_stored();
    update(&mut state, Msg::ModelPicked(SMALL));
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    update(&mut state, Msg::RunFailed { run, failure: failure("library") });
    assert_eq!(face(&state), "failed");
    assert_eq!(state.picture, Some(picture(1)));
    assert!(matches!(update(&mut state, Msg::RetryPressed).first(), Some(Effect::Load { .. })));
}

#[test]
fn local_files_pick_the_local_model_and_load_with_the_first_question() {
    let mut state = with_picture();
    update(&mut state, Msg::LocalFilesChosen(files(&["Smol.gguf", "mmproj-Smol.gguf"])));
    assert_eq!(state.model, ModelChoice::Local);
    let effects = update(&mut state, Msg::DescribePressed);
    assert!(matches!(effects.first(), Some(Effect::Load { source: ModelSource::LocalPair { .. }, .. })));
}

#[test]
fn half_a_local_model_is_explained_instead_of_loaded() {
    let mut state = with_picture();
    update(&mut state, Msg::ModelPicked(ModelChoice::Local));
    assert_eq!(update(&mut state, Msg::DescribePressed), []);
    assert!(state.notice.is_some());
    update(&mut state, Msg::LocalFilesChosen(files(&["Smol.gguf"])));
    assert_eq!(update(&mut state, Msg::DescribePressed), []);
    assert!(state.notice.is_some() && state.local.is_some_and(|local| local.source.is_err()));
}

#[test]
fn other_local_files_are_another_model() {
    let mut state = with_picture();
    update(&mut state, Msg::LocalFilesChosen(files(&["a.gguf", "mmproj-a.gguf"])));
    state.loaded = Some(Loaded { choice: ModelChoice::Local, info: info() });
    update(&mut state, Msg::LocalFilesChosen(files(&["b.gguf", "mmproj-b.gguf"])));
    assert_eq!(state.loaded, None);
}
