//! How far the integer kernels are from float32, on the published demo model.
//!
//! `SHIPCHECK_PRECISION_MODEL=DIR cargo test --release --test precision` does the same with another model's
//! `text.gguf` and `mmproj.gguf`.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use shipcheck::vlm::checkpoint::{Checkpoint, Precision};
use shipcheck::vlm::generate::GenerateOptions;
use shipcheck::vlm::picture::Framing;
use shipcheck::vlm::prompt::Conversation;
use shipcheck::vlm::{Request, Vlm, run_to_end};
use std::path::{Path, PathBuf};
use support::{TestHost, source};

const PICTURES: [&str; 8] = ["cafe", "circle-star", "exit", "four", "heart", "moon-ring", "open", "three"];
const QUESTIONS: [&str; 8] = [
    "Describe the picture.",
    "How many objects?",
    "What colour is the star?",
    "What colour is the heart?",
    "How big is the circle?",
    "What does the sign say?",
    "What shapes are there?",
    "Read the word.",
];

fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/models/demo");
    std::env::var_os("SHIPCHECK_PRECISION_MODEL").map_or(own, PathBuf::from)
}

fn load(precision: Precision) -> Vlm {
    let folder = folder();
    let checkpoint =
        Checkpoint::open_gguf(source(&folder.join("text.gguf")), source(&folder.join("mmproj.gguf"))).unwrap();
    run_to_end(Vlm::load(checkpoint, precision, &mut TestHost::new())).unwrap()
}

fn picture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("public/samples/{name}.png"))).unwrap()
}

/// The picture as one frame.
fn features(vlm: &Vlm, picture: &[u8]) -> Vec<f32> {
    let framing = Framing { split: false, ..vlm.preprocessing.framing };
    let features = run_to_end(vlm.features(picture, framing, &mut TestHost::new())).unwrap();
    features.flatten_all().unwrap().to_vec1().unwrap()
}

/// log p of every token that could come first in the answer.
fn log_probabilities(vlm: &mut Vlm, picture: &[u8], question: &str) -> Vec<f64> {
    let pictures = [picture.to_vec()];
    let conversation = Conversation::about_pictures(1, question);
    let request = Request {
        pictures: &pictures,
        conversation: &conversation,
        longest_edge: None,
        split: Some(false),
        generate: GenerateOptions { max_new_tokens: 1, min_new_tokens: 1, ..GenerateOptions::default() },
        reuse: true,
    };
    let logits = run_to_end(vlm.answer(request, &mut TestHost::new())).unwrap().prompt_logits;
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits.iter().map(|logit| f64::from(logit - most).exp()).sum();
    logits.iter().map(|logit| f64::from(logit - most) - sum.ln()).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// Kullback-Leibler divergence in nats.
fn divergence(reference: &[f64], found: &[f64]) -> f64 {
    reference.iter().zip(found).map(|(p, q)| p.exp() * (p - q)).sum()
}

#[test]
fn integers_stay_close_to_float32() {
    let (mut reference, mut integer) = (load(Precision::F32), load(Precision::Auto));
    let mut cosines = Vec::new();
    let mut divergences = Vec::new();
    for name in PICTURES {
        let picture = picture(name);
        cosines.push(cosine(&features(&reference, &picture), &features(&integer, &picture)));
        for question in QUESTIONS {
            let expected = log_probabilities(&mut reference, &picture, question);
            divergences.push(divergence(&expected, &log_probabilities(&mut integer, &picture, question)));
        }
    }
    let lowest = cosines.iter().copied().fold(1.0, f64::min);
    let mean = divergences.iter().sum::<f64>() / divergences.len() as f64;
    println!("lowest cosine {lowest:.6}, mean divergence {mean:.6} nats over {} positions", divergences.len());
    assert!(lowest >= 0.999, "image features: cosine {lowest}");
    assert!(mean <= 0.01, "logits: {mean} nats");
    assert!(integer.bytes() < reference.bytes() / 2, "packed weights are small");
}
