//! The trace file. docs/GATEWAY.md describes every field.

use super::Attempt;
use super::check::{DOCUMENT, MOST_TRACE_BYTES};
use crate::gateway::Result;
use crate::gateway::cost::ImageSize;
use crate::gateway::policy::read_document;
use serde::{Deserialize, Serialize};

/// Where a trace comes from. A reader must be able to tell measured from invented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    /// Measured on requests that were really sent.
    Recorded,
    /// Computed by the simulator.
    Simulated,
    /// Written by hand.
    MadeUp,
}

/// Where a trace comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    pub kind: OriginKind,
    /// From what, in a sentence.
    pub source: String,
    /// The day, as `2026-11-23`.
    pub date: String,
}

/// One request and everything that was tried for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecordedRequest {
    pub id: String,
    /// When it was asked, in milliseconds on the trace's clock.
    pub t_start: f64,
    /// Tokens of the prompt, without its pictures.
    pub prompt_tokens: u64,
    pub images: Vec<ImageSize>,
    pub max_output_tokens: u64,
    pub attempts: Vec<Attempt>,
}

/// Requests in the order they were asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// The version of this format: 1.
    pub version: u32,
    pub origin: Origin,
    /// The wall clock, in milliseconds since 1970, at zero of the trace's clock.
    #[serde(default)]
    pub epoch_ms: f64,
    pub requests: Vec<RecordedRequest>,
}

impl Trace {
    /// Reads a trace file.
    ///
    /// # Errors
    ///
    /// If it is not JSON, too large, of another version, or if a field is unknown, missing, of the wrong type or
    /// impossible. The error says where.
    pub fn read(text: &str) -> Result<Self> {
        let trace: Self = read_document(DOCUMENT, text, MOST_TRACE_BYTES)?.document;
        trace.check()?;
        Ok(trace)
    }
}
