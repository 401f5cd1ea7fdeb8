//! The model against reference cases computed with transformers in float32.
//!
//! Tolerances: ids, rows and columns equal; frames within 1 for 99.9 % of the bytes and never off by more than 2;
//! features and logits within 2e-3 of the reference relative to its largest magnitude; greedy tokens equal.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use candle_core::{DType, Device, Tensor};
use serde::Deserialize;
use shipcheck::vlm::checkpoint::{Checkpoint, Precision};
use shipcheck::vlm::generate::GenerateOptions;
use shipcheck::vlm::picture::{Framing, Picture, cut, decode};
use shipcheck::vlm::prompt::Conversation;
use shipcheck::vlm::{Answer, Request, Vlm, run_to_end};
use std::path::Path;
use support::{TestHost, cases, load, open_folder, open_gguf, source};

const TOLERANCE: f32 = 2e-3;

#[derive(Deserialize)]
struct Expected {
    prompt: String,
    split: bool,
    longest_edge: u32,
    rows: u32,
    cols: u32,
    frames: usize,
    frame_mean_u8: Vec<f64>,
    input_ids: Vec<u32>,
    greedy_tokens: Vec<u32>,
    greedy_text: String,
}

fn expected(case: &Path) -> Expected {
    serde_json::from_slice(&std::fs::read(case.join("expect.json")).unwrap()).unwrap()
}

fn tensor(case: &Path, name: &str) -> Tensor {
    tensor_in(&case.join("expect.safetensors"), name)
}

fn tensor_in(file: &Path, name: &str) -> Tensor {
    candle_core::safetensors::load(file, &Device::Cpu).unwrap().remove(name).unwrap()
}

fn floats(tensor: &Tensor) -> Vec<f32> {
    tensor.to_dtype(DType::F32).unwrap().flatten_all().unwrap().to_vec1().unwrap()
}

/// Largest difference relative to the largest magnitude of the reference.
fn distance(found: &[f32], reference: &[f32]) -> f32 {
    assert_eq!(found.len(), reference.len());
    let largest = |values: &mut dyn Iterator<Item = f32>| values.fold(0f32, |most, value| most.max(value.abs()));
    largest(&mut found.iter().zip(reference).map(|(a, b)| a - b)) / largest(&mut reference.iter().copied())
}

fn framing(vlm: &Vlm, expected: &Expected) -> Framing {
    Framing { longest_edge: expected.longest_edge, split: expected.split, ..vlm.preprocessing.framing }
}

fn ask(vlm: &mut Vlm, image: &[u8], expected: &Expected) -> Answer {
    let pictures = [image.to_vec()];
    let conversation = Conversation::about_pictures(1, &expected.prompt);
    let steps = expected.greedy_tokens.len();
    let request = Request {
        pictures: &pictures,
        conversation: &conversation,
        longest_edge: Some(expected.longest_edge),
        split: Some(expected.split),
        generate: GenerateOptions { max_new_tokens: steps, min_new_tokens: steps, ..GenerateOptions::default() },
        reuse: false,
    };
    run_to_end(vlm.answer(request, &mut TestHost::new())).unwrap()
}

/// Everything the reference states, through one loaded model.
fn check(vlm: &mut Vlm, case: &Path) {
    let name = case.display();
    let expected = expected(case);
    let image = std::fs::read(case.join("image.png")).unwrap();

    let framing = framing(vlm, &expected);
    let features = run_to_end(vlm.features(&image, framing, &mut TestHost::new())).unwrap();
    let last = features.dim(0).unwrap() - 1;
    let ends = Tensor::stack(&[features.get(0).unwrap(), features.get(last).unwrap()], 0).unwrap();
    let off = distance(&floats(&ends), &floats(&tensor(case, "features")));
    assert!(off < TOLERANCE, "{name}: features off by {off}");

    let answer = ask(vlm, &image, &expected);
    assert_eq!(answer.input_ids, expected.input_ids, "{name}");
    assert_eq!(answer.grids, [(expected.rows, expected.cols)], "{name}");
    assert_eq!(answer.frames, expected.frames, "{name}");
    for (found, reference) in answer.frame_means.iter().zip(&expected.frame_mean_u8) {
        assert!((found - reference).abs() < 0.02, "{name}: frame mean {found}, reference {reference}");
    }
    let off = distance(&answer.prompt_logits, &floats(&tensor(case, "logits")));
    assert!(off < TOLERANCE, "{name}: logits off by {off}");
    assert_eq!(answer.tokens, expected.greedy_tokens, "{name}");
    assert_eq!(answer.text, expected.greedy_text, "{name}");
}

#[test]
fn frames_match_pillow() {
    for case in cases() {
        let expected = expected(&case);
        let tile = tensor(&case, "frames_u8").dim(2).unwrap();
        let picture: Picture = decode(&std::fs::read(case.join("image.png")).unwrap()).unwrap();
        let framing = Framing { tile: tile as u32, longest_edge: expected.longest_edge, split: expected.split };
        let frames = cut(picture, framing);
        let reference = tensor(&case, "frames_u8");
        for (index, frame) in [(0, &frames.pixels[0]), (1, frames.pixels.last().unwrap())] {
            // The reference is channel by channel, frames are pixel by pixel.
            let reference = floats(&reference.get(index).unwrap().permute((1, 2, 0)).unwrap());
            let off =
                frame.iter().zip(&reference).filter(|(found, reference)| f32::from(**found) != **reference).count();
            assert_eq!(off, 0, "{}: bytes of {} that differ", case.display(), frame.len());
        }
    }
}

#[test]
fn safetensors_match_the_reference() {
    let cases = cases();
    assert!(cases.len() >= 2);
    for case in cases {
        check(&mut load(open_folder(&case)), &case);
    }
}

#[test]
fn gguf_pairs_match_the_reference() {
    let cases: Vec<_> = cases().into_iter().filter(|case| case.join("gguf").exists()).collect();
    assert!(cases.len() >= 2);
    for case in cases {
        check(&mut load(open_gguf(&case)), &case);
    }
}

/// The same random weights at 8 bits: the distance of the logits is bounded, the prompt is the same. The integer kernels
/// round the activations too, and weights a little coarser where those of one sign crowd (`Matrix::set_row`).
#[test]
fn q8_0_stays_close_to_the_reference() {
    const STATED: [(Precision, f32); 2] = [(Precision::F32, 0.03), (Precision::Auto, 0.1)];
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/b16_split_portrait_q8_0");
    let expected = expected(&case);
    let image = std::fs::read(case.join("image.png")).unwrap();
    for (precision, stated) in STATED {
        let checkpoint =
            Checkpoint::open_gguf(source(&case.join("text.gguf")), source(&case.join("mmproj.gguf"))).unwrap();
        let mut vlm = run_to_end(Vlm::load(checkpoint, precision, &mut TestHost::new())).unwrap();
        let answer = ask(&mut vlm, &image, &expected);
        assert_eq!(answer.input_ids, expected.input_ids);
        let off = distance(&answer.prompt_logits, &floats(&tensor_in(&case.join("logits.safetensors"), "logits")));
        assert!(off < stated, "{precision:?}: logits off by {off}");
    }
}
