//! A question to the model, and what comes out.

use super::generate::{FinishReason, GenerateOptions};
use super::prompt::Conversation;

/// A question and how to answer it.
pub struct Request<'a> {
    /// Picture files, indexed by the conversation.
    pub pictures: &'a [Vec<u8>],
    pub conversation: &'a Conversation,
    pub longest_edge: Option<u32>,
    pub split: Option<bool>,
    pub generate: GenerateOptions,
    /// Whether embeddings and the KV prefix of earlier calls may be used and kept.
    pub reuse: bool,
}

/// Milliseconds spent in each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timings {
    pub load: f64,
    pub preprocess: f64,
    pub encode: f64,
    pub prefill: f64,
    pub decode: f64,
    /// From the call to the first token.
    pub first_token: f64,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Answer {
    pub input_ids: Vec<u32>,
    /// Rows and columns of tiles per picture.
    pub grids: Vec<(u32, u32)>,
    pub frames: usize,
    /// Frames whose embedding was kept from an earlier call.
    pub frames_kept: usize,
    /// Mean byte of every frame.
    pub frame_means: Vec<f64>,
    /// Logits after the last place of the prompt; empty when stopped before.
    pub prompt_logits: Vec<f32>,
    /// Prompt places computed now.
    pub prefill_tokens: usize,
    pub tokens: Vec<u32>,
    pub text: String,
    pub finish_reason: FinishReason,
    pub timings: Timings,
}

/// An answer in the making.
pub(super) struct Run {
    pub answer: Answer,
    /// When the call came, on the host's clock.
    pub start: f64,
}

impl Run {
    pub fn new(load_ms: f64, start: f64) -> Self {
        let answer = Answer {
            input_ids: Vec::new(),
            grids: Vec::new(),
            frames: 0,
            frames_kept: 0,
            frame_means: Vec::new(),
            prompt_logits: Vec::new(),
            prefill_tokens: 0,
            tokens: Vec::new(),
            text: String::new(),
            finish_reason: FinishReason::Cancelled,
            timings: Timings { load: load_ms, ..Timings::default() },
        };
        Self { answer, start }
    }
}
