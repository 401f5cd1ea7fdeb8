//! The words page and worker exchange: plain data, one enum per direction.
//!
//! They travel as structured-clone objects (`serde-wasm-bindgen`), so field names are the ones JavaScript sees.

use serde::{Deserialize, Serialize};

/// Raised whenever a message changes its meaning; both sides refuse another version.
pub const WIRE_VERSION: u32 = 1;

/// Anything the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Reply {
    /// The first message of every worker.
    Hello { v: u32, variant: String, threads: u32 },
    /// Progress of call `id`.
    Event { v: u32, id: u32, event: Event },
    /// Call `id`, a load, has succeeded.
    Loaded { v: u32, id: u32, info: ModelInfo },
    /// Call `id` has measured how fast this device computes with this build.
    #[serde(rename_all = "camelCase")]
    Pace { v: u32, id: u32, operations_per_second: f64 },
    /// Call `id` has failed; nothing more follows. Of id 0 are failures whose call is not known: they are every call's.
    Failed { v: u32, id: u32, error: Failure },
}

/// What a run reports while it works, in the order it happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Event {
    /// Bytes of the model that have arrived. `total` is 0 while the length is unknown.
    Download { file: String, loaded: u64, total: u64 },
    /// Bytes of a stored file that have been read to check its hash.
    Check { file: String, read: u64, total: u64 },
    /// Tensors of the model that are ready.
    Load { tensors: u32, total: u32 },
    /// One frame of the picture has passed the vision tower. `frame` counts from 1.
    Image { frame: u32, frames: u32, rows: u32, cols: u32, ms: f64 },
    /// The prompt has passed the decoder. `tokens` are those computed now, not those kept from before.
    Prefill { tokens: u32, ms: f64 },
    /// One token; `text` is empty while a character is still incomplete.
    Token { id: u32, text: String },
    /// The run is over. `promptTokens` are the ids the decoder read, kept ones included.
    #[serde(rename_all = "camelCase")]
    Done { text: String, tokens: Vec<u32>, prompt_tokens: Vec<u32>, finish_reason: FinishReason, stats: Stats },
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FinishReason {
    /// The model said its end-of-utterance token.
    Stop,
    /// `maxNewTokens` were written.
    Length,
    /// The same span kept repeating.
    Loop,
    /// The caller stopped it.
    Cancelled,
}

/// What a run measured. Times are milliseconds of wall clock inside the worker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    pub load_ms: f64,
    pub preprocess_ms: f64,
    pub encode_ms: f64,
    pub frames: u32,
    /// Frames whose embedding was kept from an earlier question.
    pub frames_kept: u32,
    pub prefill_tokens: u32,
    pub prefill_ms: f64,
    pub decode_tokens: u32,
    pub decode_ms: f64,
    /// From the call to the first token.
    pub ttft_ms: f64,
    /// Size of the Wasm heap, which never shrinks.
    pub wasm_bytes: u64,
    pub model_bytes: u64,
    /// Requests the worker made during the run.
    pub requests: u32,
    pub variant: String,
    pub threads: u32,
}

/// What went wrong, as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} {remedy}")]
pub struct Failure {
    /// A stable word to branch on, for example `picture`, `checkpoint`, `network`, `worker`.
    pub kind: String,
    /// What happened.
    pub message: String,
    /// What to do next.
    pub remedy: String,
}

/// A loaded model, as shown to the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    pub name: String,
    /// Bytes of weights in memory.
    pub model_bytes: u64,
    pub load_ms: f64,
    /// Side of one frame in pixels.
    pub tile: u32,
    /// Longest edge the picture is resized to unless the caller says otherwise, in pixels.
    pub longest_edge: u32,
    pub tokens_per_frame: u32,
    pub context_length: u32,
    pub variant: String,
    pub threads: u32,
    /// Which model exactly, where it came from the library of this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Which model exactly: enough to get the same one again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who publishes the files.
    pub source: String,
    pub revision: String,
    /// An SPDX expression.
    pub licence: String,
    pub files: Vec<FileOrigin>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOrigin {
    pub name: String,
    pub bytes: u64,
    /// 64 hexadecimal digits, compared with the file when it was loaded.
    pub sha256: String,
}
