//! The answer a response amounts to.

mod body;
mod lenient;
mod messages;
mod reader;

pub use body::words as words_of_body;
pub use reader::{ResponseReader, read_response};

use super::dialect::{FailureClass, FinishReason, ProviderFailure, ResponseEvent, Usage};
use super::trace::Attempt;
use serde::Serialize;

/// The most bytes of text and of thinking that are kept; a stream that goes on is refused.
pub const TEXT_LIMIT: usize = 8 * 1024 * 1024;
/// The most errors that are kept; a broken stream can hold one per line.
const ERROR_LIMIT: usize = 50;

/// Bytes of a token, roughly: four letters of English, one or two of Chinese.
const BYTES_PER_TOKEN: usize = 4;

/// Everything a response said. Serialised, it is the output of `route parse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reply {
    pub text: String,
    /// `None` if the response never said why it ended.
    pub finish_reason: Option<FinishReason>,
    /// A stream ended without a reason, or inside an event.
    pub truncated: bool,
    pub served_model: Option<String>,
    pub usage: Usage,
    /// In US dollars.
    pub cost_reported_usd: Option<f64>,
    /// What a gateway tried behind its own door.
    pub attempts: Vec<Attempt>,
    pub errors: Vec<ProviderFailure>,
    /// What the model thought before it answered.
    #[serde(skip)]
    pub reasoning: String,
    #[serde(skip)]
    pub response_id: Option<String>,
    /// The company behind a gateway that answered.
    #[serde(skip)]
    pub provider: Option<String>,
    #[serde(skip)]
    pub tool_calls: Vec<String>,
    /// The name in the response's `model` field, which gateways set to what was asked for.
    #[serde(skip)]
    pub named_model: Option<String>,
    /// The provider's own end mark was seen.
    #[serde(skip)]
    pub done: bool,
    #[serde(skip)]
    model_is_certain: bool,
}

impl Reply {
    /// Takes in one event.
    pub fn apply(&mut self, event: ResponseEvent) {
        match event {
            ResponseEvent::Served { response_id, model, provider } => {
                self.response_id = response_id.or(self.response_id.take());
                self.provider = provider.or(self.provider.take());
                self.named_model = model.or(self.named_model.take());
                if !self.model_is_certain {
                    self.served_model.clone_from(&self.named_model);
                }
            }
            ResponseEvent::ServedModel(model) => {
                self.served_model = Some(model);
                self.model_is_certain = true;
            }
            ResponseEvent::Text(text) => self.text.push_str(&text),
            ResponseEvent::Reasoning(text) => self.reasoning.push_str(&text),
            ResponseEvent::ToolCall { name } => self.tool_calls.push(name),
            ResponseEvent::Usage(usage) => self.usage.update(usage),
            // A later report is a total, too; a zero never erases it.
            ResponseEvent::Cost(0.0) => self.cost_reported_usd = self.cost_reported_usd.or(Some(0.0)),
            ResponseEvent::Cost(cost) => self.cost_reported_usd = Some(cost),
            ResponseEvent::InnerAttempts(attempts) => self.attempts = Attempt::from_inner(&attempts),
            ResponseEvent::Finish(reason) => self.finish_reason = Some(reason),
            ResponseEvent::Failure(failure) => self.fail(failure),
            ResponseEvent::Done => self.done = true,
        }
    }

    /// Whether the answer came whole: it ended for a reason that is not an error.
    pub fn is_whole(&self) -> bool {
        !self.truncated && !matches!(self.finish_reason, None | Some(FinishReason::Error))
    }

    /// Whether the provider has said that the answer is over, and well.
    pub fn has_ended(&self) -> bool {
        self.finish_reason.is_some_and(|reason| reason != FinishReason::Error)
    }

    /// The tokens of the words that came, estimated from their length.
    pub fn tokens_estimated(&self) -> u64 {
        (self.text.len() + self.reasoning.len()).div_ceil(BYTES_PER_TOKEN) as u64
    }

    /// Whether it is a whole answer, and not the words of a refusal.
    pub fn is_answered(&self) -> bool {
        self.is_whole() && !self.errors.iter().any(|error| error.class == FailureClass::ContentFilter)
    }

    fn fail(&mut self, failure: ProviderFailure) {
        // What comes after the end is no fault of the answer.
        if failure.class == FailureClass::BrokenStream && self.has_ended() {
            return;
        }
        // OpenRouter says the same error in the chunk and in its choice.
        if self.errors.len() < ERROR_LIMIT && self.errors.iter().all(|known| known.message != failure.message) {
            self.errors.push(failure);
        }
    }
}
