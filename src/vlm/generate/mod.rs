//! Choosing tokens: options, sampling, and the guard against endless repetition.

mod loop_guard;
mod options;
mod sampler;

pub use loop_guard::repeats;
pub use options::GenerateOptions;
pub use sampler::Sampler;

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishReason {
    /// The model said an end token.
    Stop,
    /// The allowed number of tokens was reached.
    Length,
    /// The same span kept repeating.
    Loop,
    /// The caller stopped it.
    Cancelled,
}

impl FinishReason {
    pub fn name(self) -> &'static str {
        match self {
            FinishReason::Stop => "stop",
            FinishReason::Length => "length",
            FinishReason::Loop => "loop",
            FinishReason::Cancelled => "cancelled",
        }
    }
}
