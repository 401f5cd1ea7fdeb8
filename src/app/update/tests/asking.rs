use super::*;
use crate::app::{
    effect::Exchange,
    state::{Grid, Outcome, Stage, Witness},
    words,
};

#[test]
fn a_question_passes_through_every_stage() {
    let (mut state, run) = asking();
    assert_eq!(face(&state), "encoding");
    state.now = 100.0;
    report(&mut state, run, image(1));
    assert_eq!(face(&state), "encoding");
    assert_eq!(words::status(&state), "Looking at the picture: frame 2 of 5.");
    for frame in 2..=5 {
        report(&mut state, run, image(frame));
    }
    assert_eq!(face(&state), "prefilling");
    assert_eq!(state.turns[0].trace.grid, Some(Grid { rows: 2, columns: 2 }));
    assert_eq!(state.turns[0].trace.frames.len(), 5);
    report(&mut state, run, Event::Prefill { tokens: 340, ms: 20.0 });
    assert_eq!(face(&state), "decoding");
    report(&mut state, run, token("A red"));
    report(&mut state, run, token(" star."));
    assert_eq!(state.turns[0].answer, "A red star.");
    assert_eq!(state.turns[0].outcome, Outcome::Running);
    report(&mut state, run, done("A red star.", FinishReason::Stop));
    assert_eq!(face(&state), "done");
    assert_eq!(state.turns[0].outcome, Outcome::Done(FinishReason::Stop));
    assert_eq!(words::announcement(&state), "Answer: A red star.");
}

#[test]
fn the_question_asks_for_the_models_own_detail_until_another_is_picked() {
    let mut state = with_model();
    let asked = |state: &mut State| match update(state, Msg::DescribePressed).first() {
        Some(Effect::Describe { question, .. }) => question.longest_edge,
        other => panic!("expected a question, not {other:?}"),
    };
    assert_eq!(asked(&mut state), Some(256));
    let run = run_of(&state);
    report(&mut state, run, done("", FinishReason::Stop));
    update(&mut state, Msg::DetailPicked(1));
    assert_eq!(asked(&mut state), Some(128));
}

#[test]
fn an_empty_field_describes_the_picture() {
    let mut state = with_model();
    update(&mut state, Msg::PromptEdited("  ".into()));
    update(&mut state, Msg::DescribePressed);
    assert_eq!(state.turns[0].prompt, "Describe the picture.");
}

#[test]
fn a_follow_up_carries_the_conversation_and_keeps_it_visible() {
    let mut state = answered(" A red star. ");
    update(&mut state, Msg::PromptEdited("How many?".into()));
    let effects = update(&mut state, Msg::DescribePressed);
    let Some(Effect::Describe { question, .. }) = effects.first() else { panic!("no question in {effects:?}") };
    let earlier = Exchange { prompt: "Describe the picture.".into(), answer: "A red star.".into() };
    assert_eq!((question.prompt.as_str(), &question.history), ("How many?", &vec![earlier]));
    assert_eq!(state.turns.len(), 2);
    // Its frames are kept, so there is nothing to look at first.
    assert!(matches!(&state.activity, Activity::Running(running) if running.stage == Stage::Prefilling));
}

#[test]
fn a_follow_up_at_another_detail_looks_again() {
    let mut state = answered("A red star.");
    update(&mut state, Msg::DetailPicked(1));
    update(&mut state, Msg::DescribePressed);
    assert_eq!(face(&state), "encoding");
}

#[test]
fn another_models_answers_are_not_remembered_but_stay_visible() {
    let mut state = answered("A red star.");
    update(&mut state, Msg::ModelPicked(ModelChoice::Local));
    state.loaded = Some(Loaded { choice: ModelChoice::Local, info: info() });
    let effects = update(&mut state, Msg::DescribePressed);
    assert!(matches!(effects.first(), Some(Effect::Describe { question, .. }) if question.history.is_empty()));
    assert_eq!(state.turns.len(), 2);
}

#[test]
fn a_second_press_while_running_changes_nothing() {
    let (mut state, _) = asking();
    let before = state.clone();
    assert_eq!(update(&mut state, Msg::DescribePressed), []);
    assert_eq!(state, before);
}

#[test]
fn a_failure_keeps_the_question_and_what_was_written() {
    let (mut state, run) = asking();
    report(&mut state, run, token("A red"));
    update(&mut state, Msg::RunFailed { run, failure: failure("compute") });
    assert_eq!(face(&state), "failed");
    assert_eq!(state.failure, Some(failure("compute")));
    assert_eq!((state.turns[0].answer.as_str(), state.turns[0].outcome), ("A red", Outcome::Failed));
    assert_eq!(state.prompt, "Describe the picture.");
    assert!(state.loaded.is_some());
    update(&mut state, Msg::RetryPressed);
    assert_eq!((face(&state), &state.failure), ("encoding", &None));
}

#[test]
fn a_lost_worker_takes_its_model_along() {
    let (mut state, run) = asking();
    update(&mut state, Msg::RunFailed { run, failure: failure("worker") });
    assert_eq!(state.loaded, None);
    assert!(matches!(update(&mut state, Msg::RetryPressed).first(), Some(Effect::Load { .. })));
}

#[test]
fn requests_of_page_and_worker_are_added_up() {
    let (mut state, run) = asking();
    let turn = state.turns[0].number;
    let witness = Witness { requests: Some(0), date: "today".into() };
    update(&mut state, Msg::Witnessed { turn, witness });
    assert_eq!(state.turns[0].requests(), None);
    report(&mut state, run, done("A star.", FinishReason::Stop));
    assert_eq!(state.turns[0].requests(), Some(0));
}

#[test]
fn words_of_another_run_are_dropped() {
    let (mut state, run) = asking();
    let before = state.clone();
    assert_eq!(report(&mut state, run + 7, token("ghost")), []);
    assert_eq!(report(&mut state, run + 7, done("ghost", FinishReason::Stop)), []);
    assert_eq!(update(&mut state, Msg::RunFailed { run: run + 7, failure: failure("worker") }), []);
    assert_eq!(update(&mut state, Msg::Ticked { run: run + 7 }), []);
    assert_eq!(state, before);
}

#[test]
fn the_clock_ticks_only_while_its_run_lasts() {
    let (mut state, run) = asking();
    assert_eq!(update(&mut state, Msg::Ticked { run }), [Effect::KeepTime { run }]);
    report(&mut state, run, done("", FinishReason::Stop));
    assert_eq!(update(&mut state, Msg::Ticked { run }), []);
}

#[test]
fn copying_takes_the_answer_without_its_margins() {
    let mut state = answered(" A red star.\n");
    let turn = state.turns[0].number;
    let expected = Effect::Copy { turn, text: "A red star.".into() };
    assert_eq!(update(&mut state, Msg::CopyPressed { turn }), [expected]);
    update(&mut state, Msg::Copied { turn, succeeded: true });
    assert_eq!(state.copied, Some((turn, true)));
    assert_eq!(update(&mut state, Msg::CopyPressed { turn: 99 }), []);
}
