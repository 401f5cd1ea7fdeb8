use super::*;
use crate::app::{
    effect::ModelSource,
    state::{HubModel, LocalFile},
    words,
};

const SMALL: ModelChoice = ModelChoice::Hub(HubModel::Small);

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
fn a_hub_model_is_downloaded_only_after_its_own_button() {
    let mut state = with_picture();
    assert_eq!(update(&mut state, Msg::ModelPicked(SMALL)), []);
    assert_eq!(update(&mut state, Msg::DescribePressed), []);
    assert!(state.notice.as_ref().is_some_and(|notice| notice.contains("279 MB")));
    let effects = update(&mut state, Msg::DownloadPressed);
    assert!(matches!(effects.first(), Some(Effect::Load { source: ModelSource::Addresses { .. }, .. })));
    let run = run_of(&state);
    assert_eq!(update(&mut state, Msg::ModelLoaded { run, info: info() }), []);
    assert_eq!(face(&state), "ready");
    // A real model starts with the whole picture: tiles cost seconds each.
    assert_eq!(state.current_detail(), Some(1));
}

#[test]
fn a_sample_does_not_start_a_download_either() {
    let mut state = with_picture();
    update(&mut state, Msg::ModelPicked(SMALL));
    update(&mut state, Msg::SamplePressed(0));
    let run = run_of(&state);
    let effects = update(&mut state, Msg::SampleFetched { run, picture: picture(2) });
    assert_eq!(effects, [Effect::ReleasePicture(1)]);
    assert_eq!(state.activity, Activity::Idle);
    assert!(state.notice.is_some());
}

#[test]
fn picking_another_model_gives_up_a_load() {
    let mut state = with_picture();
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
    // A download asked for meanwhile waits for the engine.
    assert_eq!(update(&mut state, Msg::DownloadPressed), [Effect::Cancel { run }]);
    let effects = report(&mut state, run, done("", FinishReason::Cancelled));
    assert!(matches!(effects.first(), Some(Effect::Load { .. })));
}

#[test]
fn a_broken_download_says_so_and_can_be_tried_again() {
    let mut state = with_picture();
    update(&mut state, Msg::ModelPicked(SMALL));
    update(&mut state, Msg::DownloadPressed);
    let run = run_of(&state);
    update(&mut state, Msg::RunFailed { run, failure: failure("network") });
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
