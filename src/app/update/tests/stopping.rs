use super::*;
use crate::app::{state::Outcome, words};

#[test]
fn stop_at_rest_does_nothing() {
    let mut state = with_model();
    let before = state.clone();
    assert_eq!(update(&mut state, Msg::StopPressed), []);
    assert_eq!(state, before);
}

#[test]
fn stop_forgets_a_sample_on_its_way() {
    let mut state = with_model();
    update(&mut state, Msg::SamplePressed(0));
    let run = run_of(&state);
    update(&mut state, Msg::StopPressed);
    assert_eq!(face(&state), "stopped");
    assert_eq!(update(&mut state, Msg::SampleFetched { run, picture: picture(2) }), [Effect::ReleasePicture(2)]);
}

#[test]
fn stop_ends_a_load() {
    let mut state = with_picture();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    assert_eq!(update(&mut state, Msg::StopPressed), [Effect::Cancel { run }]);
    assert_eq!(words::status(&state), "Stopping.");
    // A second press adds nothing.
    assert_eq!(update(&mut state, Msg::StopPressed), []);
    update(&mut state, Msg::RunFailed { run, failure: failure("cancelled") });
    assert_eq!((face(&state), &state.failure), ("stopped", &None));
    assert!(matches!(update(&mut state, Msg::DescribePressed).first(), Some(Effect::Load { .. })));
}

#[test]
fn a_stop_that_comes_after_the_last_byte_still_holds() {
    let mut state = with_picture();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    update(&mut state, Msg::StopPressed);
    assert_eq!(update(&mut state, Msg::ModelLoaded { run, info: info() }), []);
    assert_eq!(face(&state), "stopped");
    assert!(state.loaded.is_some());
}

#[test]
fn stop_ends_a_question_in_each_stage() {
    let prefill = || Event::Prefill { tokens: 340, ms: 20.0 };
    let stages: [(&str, Vec<Event>); 4] = [
        ("encoding", vec![]),
        ("encoding", vec![image(1)]),
        ("prefilling", (1..=5).map(image).collect()),
        ("decoding", vec![prefill(), token("A red")]),
    ];
    for (stage, events) in stages {
        let (mut state, run) = asking();
        for event in events {
            report(&mut state, run, event);
        }
        assert_eq!(face(&state), stage);
        assert_eq!(update(&mut state, Msg::StopPressed), [Effect::Cancel { run }]);
        let written = state.turns[0].answer.clone();
        report(&mut state, run, done(&written, FinishReason::Cancelled));
        assert_eq!(face(&state), "stopped");
        assert_eq!((state.turns[0].outcome, state.turns[0].answer.clone()), (Outcome::Stopped, written));
        assert!(state.loaded.is_some(), "the model stays in memory");
    }
}

#[test]
fn a_stopped_question_that_ends_as_an_error_is_stopped_too() {
    let (mut state, run) = asking();
    update(&mut state, Msg::StopPressed);
    update(&mut state, Msg::RunFailed { run, failure: failure("cancelled") });
    assert_eq!((face(&state), state.turns[0].outcome), ("stopped", Outcome::Stopped));
}

#[test]
fn an_engine_that_did_not_hear_stop_is_loaded_anew_and_nothing_else_is_lost() {
    let mut state = answered("A red circle.");
    state.prompt = "And the colour?".into();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    report(&mut state, run, token("Re"));
    update(&mut state, Msg::StopPressed);
    update(&mut state, Msg::RunFailed { run, failure: failure("cancelled") });
    assert_eq!((face(&state), &state.failure, &state.loaded), ("stopped", &None, &None));
    assert_eq!(state.notice.as_deref(), Some("It broke. Mend it."));
    let answers: Vec<_> = state.turns.iter().map(|turn| turn.answer.as_str()).collect();
    assert_eq!((answers, state.prompt.as_str()), (vec!["A red circle.", "Re"], "And the colour?"));
    assert!(state.picture.is_some());
    assert!(matches!(update(&mut state, Msg::DescribePressed).first(), Some(Effect::Load { .. })));
}

#[test]
fn stop_while_one_run_makes_way_for_another_cancels_both() {
    let (mut state, run) = asking();
    update(&mut state, Msg::SamplePressed(0));
    update(&mut state, Msg::StopPressed);
    assert_eq!(report(&mut state, run, done("", FinishReason::Cancelled)), []);
    assert_eq!(state.activity, Activity::Idle);
    assert_eq!(face(&state), "stopped");
}

#[test]
fn a_sample_pressed_after_stop_waits_for_the_stop() {
    let mut state = with_picture();
    update(&mut state, Msg::DescribePressed);
    let run = run_of(&state);
    update(&mut state, Msg::StopPressed);
    update(&mut state, Msg::SamplePressed(0));
    let effects = update(&mut state, Msg::RunFailed { run, failure: failure("cancelled") });
    assert!(matches!(effects.first(), Some(Effect::FetchSample { .. })));
}

#[test]
fn the_words_of_a_stop_count_the_tokens() {
    let (mut state, run) = asking();
    report(&mut state, run, token("A"));
    report(&mut state, run, token(" red"));
    update(&mut state, Msg::StopPressed);
    report(&mut state, run, done("A red", FinishReason::Cancelled));
    assert_eq!(words::status(&state), "Stopped after 2 tokens.");
    assert_eq!(words::announcement(&state), "Stopped. A red");
}
