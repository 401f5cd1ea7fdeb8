//! The loaded model and the two things it is asked: load, caption. Speaks the protocol's words.

use super::fit;
use super::protocol::{Event, Failure, FinishReason, ModelInfo, Origin, Stats};
use crate::vlm::checkpoint::{Checkpoint, Precision};
use crate::vlm::generate::{self, GenerateOptions};
use crate::vlm::prompt::Conversation;
use crate::vlm::{Answer, Cancelled, Host, Progress, Request, Vlm, VlmError};
use serde::Deserialize;

/// How this worker was built and started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    pub variant: String,
    pub threads: u32,
}

/// What surrounds a call: a [`Host`] that can also send events and count.
pub trait Surroundings {
    fn now_ms(&self) -> f64;
    /// Seconds since 1970 began, as the clock of the place shows it.
    fn local_seconds(&self) -> i64;
    fn send(&mut self, event: Event);
    fn pause(&mut self) -> impl Future<Output = Result<(), Cancelled>>;
    /// Requests made since the worker started.
    fn requests(&self) -> u32;
    fn heap_bytes(&self) -> u64;
}

/// A question as the page asks it; what is missing takes the model's own value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Question {
    pub prompt: String,
    pub history: Vec<Turn>,
    pub longest_edge: Option<u32>,
    pub split: Option<bool>,
    pub max_new_tokens: Option<usize>,
    pub min_new_tokens: Option<usize>,
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub repetition_penalty: Option<f32>,
    pub seed: Option<u32>,
    pub cache: Option<bool>,
}

/// An earlier question about the same pictures, and its answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Turn {
    pub prompt: String,
    pub answer: String,
}

impl Question {
    fn generate(&self) -> GenerateOptions {
        let default = GenerateOptions::default();
        GenerateOptions {
            max_new_tokens: self.max_new_tokens.unwrap_or(default.max_new_tokens),
            min_new_tokens: self.min_new_tokens.unwrap_or(default.min_new_tokens),
            temperature: self.temperature.unwrap_or(default.temperature),
            top_p: self.top_p.unwrap_or(default.top_p),
            repetition_penalty: self.repetition_penalty.unwrap_or(default.repetition_penalty),
            seed: self.seed.map_or(default.seed, u64::from),
        }
    }
}

/// How a model is to be loaded.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub precision: Option<String>,
    /// The longest conversation that is wanted, in tokens.
    pub context: Option<u32>,
    /// What the browser tells of the device's memory, in gibibytes.
    pub device_gib: Option<f64>,
    /// Which model exactly, where that is known.
    pub origin: Option<Origin>,
}

/// A model in memory.
pub struct Session {
    vlm: Vlm,
    build: Build,
    origin: Option<Origin>,
}

impl Session {
    pub async fn load(
        mut checkpoint: Checkpoint,
        terms: Terms,
        build: Build,
        around: &mut impl Surroundings,
    ) -> Result<Self, Failure> {
        let precision = precision_named(terms.precision.as_deref())?;
        // The others keep float32, and are for those who measure.
        if precision == Precision::Auto {
            fit::check(&mut checkpoint, terms.context, terms.device_gib)?;
        }
        let vlm = Vlm::load(checkpoint, precision, &mut Reporter(around)).await.map_err(|error| failure(&error))?;
        Ok(Self { vlm, build, origin: terms.origin })
    }

    pub fn info(&self) -> ModelInfo {
        let framing = self.vlm.preprocessing.framing;
        ModelInfo {
            name: self.vlm.name.clone(),
            model_bytes: self.vlm.bytes() as u64,
            load_ms: self.vlm.load_ms(),
            tile: framing.tile,
            longest_edge: framing.longest_edge,
            tokens_per_frame: self.vlm.tokens_per_frame() as u32,
            context_length: self.vlm.context() as u32,
            variant: self.build.variant.clone(),
            threads: self.build.threads,
            origin: self.origin.clone(),
        }
    }

    /// Answers, sending events on the way; the last one is `Done`.
    pub async fn caption(
        &mut self,
        pictures: &[Vec<u8>],
        question: &Question,
        around: &mut impl Surroundings,
    ) -> Result<(), Failure> {
        let requests_before = around.requests();
        let history: Vec<(String, String)> =
            question.history.iter().map(|turn| (turn.prompt.clone(), turn.answer.clone())).collect();
        let conversation = Conversation::with_history(pictures.len(), &history, &question.prompt);
        let request = Request {
            pictures,
            conversation: &conversation,
            longest_edge: question.longest_edge,
            split: question.split,
            generate: question.generate(),
            reuse: question.cache.unwrap_or(true),
        };
        let answer = self.vlm.answer(request, &mut Reporter(around)).await.map_err(|error| failure(&error))?;
        let mut stats = self.stats(&answer);
        stats.requests = around.requests() - requests_before;
        stats.wasm_bytes = around.heap_bytes();
        let finish_reason = finish_reason(answer.finish_reason);
        around.send(Event::Done {
            text: answer.text,
            tokens: answer.tokens,
            prompt_tokens: answer.input_ids,
            finish_reason,
            stats,
        });
        Ok(())
    }

    fn stats(&self, answer: &Answer) -> Stats {
        let timings = answer.timings;
        Stats {
            load_ms: timings.load,
            preprocess_ms: timings.preprocess,
            encode_ms: timings.encode,
            frames: answer.frames as u32,
            frames_kept: answer.frames_kept as u32,
            prefill_tokens: answer.prefill_tokens as u32,
            prefill_ms: timings.prefill,
            decode_tokens: answer.tokens.len() as u32,
            decode_ms: timings.decode,
            ttft_ms: timings.first_token,
            model_bytes: self.vlm.bytes() as u64,
            variant: self.build.variant.clone(),
            threads: self.build.threads,
            ..Stats::default()
        }
    }
}

/// An error of the model room in the protocol's words.
pub fn failure(error: &VlmError) -> Failure {
    Failure { kind: error.kind().to_owned(), message: error.to_string(), remedy: error.remedy().to_owned() }
}

fn finish_reason(reason: generate::FinishReason) -> FinishReason {
    match reason {
        generate::FinishReason::Stop => FinishReason::Stop,
        generate::FinishReason::Length => FinishReason::Length,
        generate::FinishReason::Loop => FinishReason::Loop,
        generate::FinishReason::Cancelled => FinishReason::Cancelled,
    }
}

fn precision_named(name: Option<&str>) -> Result<Precision, Failure> {
    match name {
        None | Some("auto") => Ok(Precision::Auto),
        Some("f32") => Ok(Precision::F32),
        Some("candle") => Ok(Precision::Candle),
        Some(other) => Err(failure(&VlmError::Setting {
            name: "precision",
            value: other.to_owned(),
            expected: "auto or f32".to_owned(),
        })),
    }
}

/// Turns the model's progress into events.
struct Reporter<'a, S>(&'a mut S);

impl<S: Surroundings> Host for Reporter<'_, S> {
    const COMPILES_LATE: bool = true;

    fn now_ms(&self) -> f64 {
        self.0.now_ms()
    }

    fn local_seconds(&self) -> i64 {
        self.0.local_seconds()
    }

    fn report(&mut self, progress: Progress) {
        self.0.send(match progress {
            Progress::Tensors { done, total } => Event::Load { tensors: done as u32, total: total as u32 },
            Progress::Frame { frame, frames, rows, cols, ms } => {
                Event::Image { frame: frame as u32, frames: frames as u32, rows: rows as u32, cols: cols as u32, ms }
            }
            Progress::Prefill { tokens, ms } => Event::Prefill { tokens: tokens as u32, ms },
            Progress::Token { id, text } => Event::Token { id, text },
        });
    }

    async fn pause(&mut self) -> Result<(), Cancelled> {
        self.0.pause().await
    }
}
