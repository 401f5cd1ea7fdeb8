//! Why an answer ended, in OpenAI's words.

use serde::{Deserialize, Serialize};

/// OpenAI's `finish_reason`, plus `error` for an answer that ended because something broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model was done.
    Stop,
    /// The token limit was reached.
    Length,
    /// A filter of the provider stepped in.
    ContentFilter,
    /// The model waits for a tool.
    ToolCalls,
    /// The answer ended because of an error.
    Error,
}

impl FinishReason {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            FinishReason::Stop => "stop",
            FinishReason::Length => "length",
            FinishReason::ContentFilter => "content_filter",
            FinishReason::ToolCalls => "tool_calls",
            FinishReason::Error => "error",
        }
    }

    /// Reads the words of OpenAI, of the endpoints compatible with it, and of Mistral.
    ///
    /// A word nobody knows becomes [`FinishReason::Error`]: to call it a good end would be a guess.
    pub fn from_openai(word: &str) -> Self {
        match word {
            "stop" | "eos" | "stop_sequence" | "end_turn" | "COMPLETE" | "STOP" => FinishReason::Stop,
            "length" | "max_tokens" | "model_length" | "max_output_tokens" | "MAX_TOKENS" => FinishReason::Length,
            "content_filter" | "content-filter" | "safety" | "SAFETY" => FinishReason::ContentFilter,
            "tool_calls" | "tool-calls" | "function_call" | "tool_use" => FinishReason::ToolCalls,
            _ => FinishReason::Error,
        }
    }

    /// Reads Anthropic's `stop_reason`. A paused turn is the model's own choice, so it counts as a stop.
    pub fn from_anthropic(word: &str) -> Self {
        match word {
            "end_turn" | "stop_sequence" | "pause_turn" => FinishReason::Stop,
            "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
            "tool_use" => FinishReason::ToolCalls,
            "refusal" => FinishReason::ContentFilter,
            _ => FinishReason::Error,
        }
    }

    /// Reads Gemini's `finishReason`; `None` for the word that says nothing.
    pub fn from_gemini(word: &str) -> Option<Self> {
        Some(match word {
            "FINISH_REASON_UNSPECIFIED" => return None,
            "STOP" => FinishReason::Stop,
            "MAX_TOKENS" => FinishReason::Length,
            "SAFETY" | "RECITATION" | "LANGUAGE" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => {
                FinishReason::ContentFilter
            }
            "IMAGE_SAFETY" | "IMAGE_PROHIBITED_CONTENT" | "IMAGE_RECITATION" => FinishReason::ContentFilter,
            _ => FinishReason::Error,
        })
    }
}
