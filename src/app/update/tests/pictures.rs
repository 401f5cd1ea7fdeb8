use super::*;

fn offer(state: &mut State, id: u32) -> Vec<Effect> {
    update(state, Msg::PictureOffered { picture: picture(id), unused: 0 })
}

#[test]
fn an_offered_picture_waits_for_describe() {
    let mut state = State { dragging: true, ..State::default() };
    assert_eq!(offer(&mut state, 1), []);
    assert_eq!((face(&state), state.dragging), ("ready", false));
}

#[test]
fn a_new_picture_starts_a_new_sheet_and_releases_the_old_one() {
    let mut state = answered("A red star.");
    assert_eq!(offer(&mut state, 2), [Effect::ReleasePicture(1)]);
    assert!(state.turns.is_empty());
    assert_eq!(face(&state), "ready");
}

#[test]
fn a_new_picture_stops_the_answer_about_the_old_one() {
    let (mut state, run) = asking();
    assert_eq!(offer(&mut state, 2), [Effect::ReleasePicture(1), Effect::Cancel { run }]);
    // The old run's last words reach nobody.
    report(&mut state, run, token("ghost"));
    report(&mut state, run, done("ghost", FinishReason::Cancelled));
    assert!(state.turns.is_empty());
    assert_eq!((face(&state), &state.activity), ("ready", &Activity::Idle));
}

#[test]
fn a_new_picture_lets_the_model_load_on() {
    let mut state = with_picture();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(offer(&mut state, 2), [Effect::ReleasePicture(1)]);
    let effects = update(&mut state, Msg::ModelLoaded { run, info: info() });
    assert!(matches!(effects.first(), Some(Effect::Describe { picture: 2, .. })));
}

#[test]
fn pictures_that_do_not_fit_on_the_bench_are_mentioned() {
    let mut state = State::default();
    update(&mut state, Msg::PictureOffered { picture: picture(1), unused: 3 });
    assert!(state.notice.is_some_and(|notice| notice.contains("3 others")));
}

#[test]
fn an_empty_drop_is_explained() {
    let mut state = State { dragging: true, ..State::default() };
    update(&mut state, Msg::NothingOffered);
    assert!(state.notice.is_some() && !state.dragging);
}

#[test]
fn without_a_picture_describe_says_what_is_missing() {
    let mut state = State::default();
    assert_eq!(update(&mut state, Msg::DescribePressed), []);
    assert!(state.notice.is_some());
    assert_eq!(face(&state), "empty");
}

#[test]
fn a_sample_runs_at_once() {
    let mut state = with_model();
    let effects = update(&mut state, Msg::SamplePressed(1));
    let run = run_of(&state);
    assert_eq!(effects, [Effect::FetchSample { run, file: "b.png".into(), alt: "what b.png shows".into() }]);
    assert_eq!(face(&state), "loading");
    let effects = update(&mut state, Msg::SampleFetched { run, picture: picture(2) });
    assert_eq!(effects.first(), Some(&Effect::ReleasePicture(1)));
    assert!(matches!(effects.get(1), Some(Effect::Describe { picture: 2, .. })));
}

#[test]
fn a_sample_pressed_while_running_replaces_the_run() {
    let (mut state, run) = asking();
    assert_eq!(update(&mut state, Msg::SamplePressed(0)), [Effect::Cancel { run }]);
    // A third wish replaces the second.
    assert_eq!(update(&mut state, Msg::SamplePressed(1)), []);
    let effects = report(&mut state, run, done("ghost", FinishReason::Cancelled));
    assert!(matches!(effects.first(), Some(Effect::FetchSample { file, .. }) if file == "b.png"));
}

#[test]
fn a_sample_pressed_while_loading_is_described_when_both_are_there() {
    for sample_first in [true, false] {
        let mut state = State { samples: with_picture().samples, ..State::default() };
        state.picture = Some(picture(1));
        update(&mut state, Msg::DescribePressed);
        let load = run_of(&state);
        let effects = update(&mut state, Msg::SamplePressed(0));
        let Some(Effect::FetchSample { run: fetch, .. }) = effects.first().cloned() else { panic!("{effects:?}") };
        assert_eq!(run_of(&state), load);
        let loaded = Msg::ModelLoaded { run: load, info: info() };
        let fetched = Msg::SampleFetched { run: fetch, picture: picture(2) };
        let (first, second) = if sample_first { (fetched, loaded) } else { (loaded, fetched) };
        update(&mut state, first);
        let effects = update(&mut state, second);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Describe { picture: 2, .. })), "{effects:?}");
    }
}

#[test]
fn a_sample_that_comes_too_late_is_let_go() {
    let mut state = with_model();
    update(&mut state, Msg::SamplePressed(0));
    let late = run_of(&state);
    update(&mut state, Msg::SamplePressed(1));
    let effects = update(&mut state, Msg::SampleFetched { run: late, picture: picture(9) });
    assert_eq!(effects, [Effect::ReleasePicture(9)]);
    assert_eq!(state.picture, Some(picture(1)));
}

#[test]
fn a_sample_that_does_not_come_is_a_failure_that_loses_nothing() {
    let mut state = answered("A red star.");
    update(&mut state, Msg::SamplePressed(0));
    let run = run_of(&state);
    update(&mut state, Msg::SampleFailed { run, failure: failure("network") });
    assert_eq!(face(&state), "failed");
    assert_eq!((state.picture.is_some(), state.turns.len()), (true, 1));
}

#[test]
fn a_picture_the_browser_cannot_draw_may_still_be_asked_about() {
    let mut state = with_model();
    update(&mut state, Msg::PreviewFailed);
    assert_eq!(state.expected_grid(), None);
    assert!(matches!(update(&mut state, Msg::DescribePressed).first(), Some(Effect::Describe { .. })));
}

#[test]
fn a_bad_picture_fails_and_the_next_one_works() {
    let (mut state, run) = asking();
    update(&mut state, Msg::RunFailed { run, failure: failure("picture") });
    assert!(state.picture.as_ref().is_some_and(|picture| picture.preview == Preview::Unreadable));
    assert_eq!(face(&state), "failed");
    assert!(state.turns.is_empty(), "a question without an answer leaves no trace");
    offer(&mut state, 2);
    assert_eq!((face(&state), &state.failure), ("ready", &None));
    assert!(matches!(update(&mut state, Msg::DescribePressed).first(), Some(Effect::Describe { .. })));
}
