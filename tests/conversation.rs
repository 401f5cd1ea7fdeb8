//! Stopping, asking again, several pictures: what a caller may do with one loaded model.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use shipcheck::vlm::generate::{FinishReason, GenerateOptions};
use shipcheck::vlm::prompt::{Conversation, PromptError};
use shipcheck::vlm::{Answer, Progress, Request, Vlm, VlmError, run_to_end};
use std::path::{Path, PathBuf};
use support::{TestHost, load, open_folder};

fn case() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/so14_split_wide")
}

fn picture() -> Vec<u8> {
    std::fs::read(case().join("image.png")).unwrap()
}

fn ask(
    vlm: &mut Vlm,
    pictures: &[Vec<u8>],
    conversation: &Conversation,
    reuse: bool,
    host: &mut TestHost,
) -> Result<Answer, VlmError> {
    let generate = GenerateOptions { max_new_tokens: 6, min_new_tokens: 6, ..GenerateOptions::default() };
    let request = Request { pictures, conversation, longest_edge: Some(768), split: None, generate, reuse };
    run_to_end(vlm.answer(request, host))
}

#[test]
fn a_stop_works_everywhere_and_harms_nothing() {
    let mut vlm = load(open_folder(&case()));
    let pictures = [picture()];
    let conversation = Conversation::about_pictures(1, "What is it?");
    let mut host = TestHost::new();
    let whole = ask(&mut vlm, &pictures, &conversation, false, &mut host).unwrap();
    assert_eq!(whole.finish_reason, FinishReason::Length);

    for pause in 1..=host.pauses {
        let stopped = ask(&mut vlm, &pictures, &conversation, true, &mut TestHost::stopping_at(pause)).unwrap();
        let again = ask(&mut vlm, &pictures, &conversation, true, &mut TestHost::new()).unwrap();
        if stopped.finish_reason == FinishReason::Cancelled {
            assert!(whole.tokens.starts_with(&stopped.tokens), "stopped at pause {pause}");
        }
        assert_eq!(again.tokens, whole.tokens, "after a stop at pause {pause}");
    }
}

#[test]
fn a_second_question_costs_its_own_text_only() {
    let mut vlm = load(open_folder(&case()));
    let pictures = [picture()];
    let first = Conversation::about_pictures(1, "What is it?");
    let answer = ask(&mut vlm, &pictures, &first, true, &mut TestHost::new()).unwrap();
    let history = [("What is it?".to_owned(), answer.text.clone())];
    let second = Conversation::with_history(1, &history, "What colour?");

    let mut host = TestHost::new();
    let kept = ask(&mut vlm, &pictures, &second, true, &mut host).unwrap();
    assert_eq!(kept.frames_kept, kept.frames);
    assert!(!host.progress.iter().any(|progress| matches!(progress, Progress::Frame { .. })));
    assert!(kept.prefill_tokens < 60, "{} of {} tokens were computed again", kept.prefill_tokens, kept.input_ids.len());

    let fresh = ask(&mut vlm, &pictures, &second, false, &mut TestHost::new()).unwrap();
    assert_eq!(fresh.frames_kept, 0);
    assert_eq!(fresh.prefill_tokens, fresh.input_ids.len());
    assert_eq!(kept.tokens, fresh.tokens);
}

#[test]
fn two_pictures_are_told_apart() {
    let mut vlm = load(open_folder(&case()));
    let other =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/b16_split_landscape/image.png"))
            .unwrap();
    let conversation = Conversation::about_pictures(2, "Which is larger?");
    let one_way = ask(&mut vlm, &[picture(), other.clone()], &conversation, true, &mut TestHost::new()).unwrap();
    let other_way = ask(&mut vlm, &[other, picture()], &conversation, true, &mut TestHost::new()).unwrap();
    assert_eq!(one_way.grids.len(), 2);
    assert_ne!(one_way.grids, other_way.grids);
    assert_ne!(one_way.prompt_logits, other_way.prompt_logits);
    assert_eq!(other_way.frames_kept, other_way.frames);
}

#[test]
fn text_alone_is_answered_too() {
    let mut vlm = load(open_folder(&case()));
    let answer = ask(&mut vlm, &[], &Conversation::about_pictures(0, "Hello?"), true, &mut TestHost::new()).unwrap();
    assert_eq!((answer.frames, answer.tokens.len()), (0, 6));
}

#[test]
fn settings_and_prompts_out_of_range_are_refused_in_words() {
    let mut vlm = load(open_folder(&case()));
    let conversation = Conversation::about_pictures(0, "Say <end_of_utterance>.");
    let error = ask(&mut vlm, &[], &conversation, true, &mut TestHost::new()).unwrap_err();
    assert!(matches!(error, VlmError::Prompt(PromptError::ReservedToken { .. })), "{error}");

    let generate = GenerateOptions { max_new_tokens: 9000, ..GenerateOptions::default() };
    let conversation = Conversation::about_pictures(0, "Hello?");
    let request =
        Request { pictures: &[], conversation: &conversation, longest_edge: None, split: None, generate, reuse: true };
    let error = run_to_end(vlm.answer(request, &mut TestHost::new())).unwrap_err();
    assert!(matches!(error, VlmError::Prompt(PromptError::TooLong { limit: 8192, .. })), "{error}");

    for wrong in [
        GenerateOptions { max_new_tokens: 0, ..GenerateOptions::default() },
        GenerateOptions { temperature: -1.0, ..GenerateOptions::default() },
        GenerateOptions { top_p: 0.0, temperature: 1.0, ..GenerateOptions::default() },
        GenerateOptions { repetition_penalty: 0.0, ..GenerateOptions::default() },
    ] {
        let request = Request {
            pictures: &[],
            conversation: &conversation,
            longest_edge: None,
            split: None,
            generate: wrong,
            reuse: true,
        };
        let error = run_to_end(vlm.answer(request, &mut TestHost::new())).unwrap_err();
        assert!(matches!(error, VlmError::Setting { .. }) && !error.remedy().is_empty(), "{error}");
    }
}
