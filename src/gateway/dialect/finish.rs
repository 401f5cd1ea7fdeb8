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

    /// Reads the word of any provider; `None` for one that says nothing.
    ///
    /// Words are many, their roots are few. A word nobody knows becomes [`FinishReason::Error`]: to call it a good end
    /// would be a guess.
    pub fn of_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace(['-', ' ', '.'], "_");
        let word = word.strip_prefix("finish_reason_").or_else(|| word.strip_prefix("finishreason_")).unwrap_or(&word);
        let has = |roots: &[&str]| roots.iter().any(|root| word.contains(root));
        Some(match word {
            ""
            | "null"
            | "none"
            | "unspecified"
            | "finish_reason_unspecified"
            | "in_progress"
            | "incomplete_unspecified" => return None,
            _ if has(&FILTERS) => FinishReason::ContentFilter,
            _ if has(&["error", "malformed", "unexpected", "invalid", "fail", "too_many", "missing"]) => {
                FinishReason::Error
            }
            _ if has(&["tool", "function_call"]) => FinishReason::ToolCalls,
            _ if has(&["length", "max_", "token_limit", "context_window", "limit_reached"]) => FinishReason::Length,
            "max" | "limit" | "incomplete" => FinishReason::Length,
            _ if has(&["eos", "end_turn", "endturn", "end_of", "im_end", "pause_turn"]) => FinishReason::Stop,
            _ if word.starts_with("stop") || word.starts_with("complete") => FinishReason::Stop,
            "end" | "done" | "finish" | "finished" | "success" | "normal" | "completion" => FinishReason::Stop,
            _ => FinishReason::Error,
        })
    }
}

/// Roots of the words for a filter that stepped in. Gemini's `LANGUAGE` and `RECITATION` are filters, too.
const FILTERS: [&str; 17] = [
    "filter",
    "safety",
    "sensitive",
    "moderation",
    "refusal",
    "recitation",
    "guardrail",
    "prohibited",
    "blocklist",
    "blocked",
    "spii",
    "model_armor",
    "policy",
    "unsafe",
    "toxic",
    "language",
    "censor",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_s_words_are_known() {
        use FinishReason::{ContentFilter, Error, Length, Stop, ToolCalls};
        for (words, reason) in [
            (
                "stop eos eos_token EOS stop_sequence stop_token stop_string end_turn COMPLETE completed STOP pause_turn \
                 FINISH_REASON_STOP FinishReason.STOP done end <|im_end|>",
                Some(Stop),
            ),
            (
                "length max_tokens MAX_TOKENS model_length max_output_tokens max_new_tokens max_length token_limit \
                 model_context_window_exceeded",
                Some(Length),
            ),
            (
                "content_filter content-filter SAFETY sensitive refusal RECITATION BLOCKLIST PROHIBITED_CONTENT SPII \
                 IMAGE_SAFETY MODEL_ARMOR guardrail_intervened content_filtered LANGUAGE ERROR_TOXIC",
                Some(ContentFilter),
            ),
            ("tool_calls tool-calls tool_use function_call TOOL_CALL", Some(ToolCalls)),
            (
                "error network_error insufficient_system_resource MALFORMED_FUNCTION_CALL UNEXPECTED_TOOL_CALL OTHER \
                 abort cancelled TOO_MANY_TOOL_CALLS what",
                Some(Error),
            ),
            ("FINISH_REASON_UNSPECIFIED null", None),
        ] {
            for word in words.split_whitespace() {
                assert_eq!(FinishReason::of_word(word), reason, "{word}");
            }
        }
    }
}
