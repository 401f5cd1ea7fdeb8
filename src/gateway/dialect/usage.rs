//! Token counts as providers report them.

use super::json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Token counts, each exactly as the provider reports it; `None` where it says nothing.
///
/// Providers draw the borders differently, so the last two fields say how to add the first ones up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub input_tokens: Option<u64>,
    pub output_tokens: Option<u64>,
    pub reasoning_tokens: Option<u64>,
    /// Input tokens read from the provider's cache.
    pub cached_tokens: Option<u64>,
    /// Input tokens written to the provider's cache, where that is billed by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_creation_tokens: Option<u64>,
    /// `output_tokens` leaves the reasoning out (Gemini, and Vercel in front of it).
    #[serde(skip)]
    pub reasoning_beside_output: bool,
    /// `input_tokens` leaves cached tokens out (Anthropic).
    #[serde(skip)]
    pub cached_beside_input: bool,
}

impl Usage {
    /// Takes over a later report. Reports are totals, so a zero or a gap never erases a figure.
    pub fn update(&mut self, later: Usage) {
        let newer = |old: &mut Option<u64>, new: Option<u64>| {
            if new.is_some_and(|new| new > 0) || old.is_none() {
                *old = new;
            }
        };
        newer(&mut self.input_tokens, later.input_tokens);
        newer(&mut self.output_tokens, later.output_tokens);
        newer(&mut self.reasoning_tokens, later.reasoning_tokens);
        newer(&mut self.cached_tokens, later.cached_tokens);
        newer(&mut self.cache_creation_tokens, later.cache_creation_tokens);
        self.reasoning_beside_output |= later.reasoning_beside_output;
        self.cached_beside_input |= later.cached_beside_input;
    }

    /// Every token the model wrote, thinking included.
    pub fn written(&self) -> u64 {
        let beside = if self.reasoning_beside_output { self.reasoning_tokens.unwrap_or(0) } else { 0 };
        self.output_tokens.unwrap_or(0).saturating_add(beside)
    }

    /// Input tokens at the full price: neither read from a cache nor written to one.
    pub fn fresh_input(&self) -> u64 {
        let inside = if self.cached_beside_input {
            0
        } else {
            self.cached_tokens.unwrap_or(0).saturating_add(self.cache_creation_tokens.unwrap_or(0))
        };
        self.input_tokens.unwrap_or(0).saturating_sub(inside)
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        *self == Usage::default()
    }

    /// Reads OpenAI's `usage`, with the spellings of DeepSeek and Mistral for cached tokens.
    pub(super) fn from_openai(usage: &Value) -> Self {
        let cached = ["/prompt_tokens_details/cached_tokens", "/prompt_token_details/cached_tokens"];
        let cached = cached.into_iter().chain(["/prompt_cache_hit_tokens", "/num_cached_tokens"]);
        let mut read = Usage {
            input_tokens: json::count(usage, "/prompt_tokens"),
            output_tokens: json::count(usage, "/completion_tokens"),
            reasoning_tokens: json::count(usage, "/completion_tokens_details/reasoning_tokens"),
            cached_tokens: cached.into_iter().find_map(|pointer| json::count(usage, pointer)),
            cache_creation_tokens: ["/cache_creation_input_tokens", "/prompt_tokens_details/cache_write_tokens"]
                .into_iter()
                .find_map(|pointer| json::count(usage, pointer))
                .filter(|written| *written > 0),
            ..Usage::default()
        };
        // A part can't be larger than the whole; then it is no part.
        read.reasoning_beside_output = read.reasoning_tokens > read.output_tokens;
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_totals_win_and_zeros_do_not_erase() {
        let mut usage = Usage { input_tokens: Some(20), output_tokens: Some(1), ..Usage::default() };
        usage.update(Usage { input_tokens: Some(0), output_tokens: Some(9), ..Usage::default() });
        assert_eq!((usage.input_tokens, usage.output_tokens), (Some(20), Some(9)));
    }

    #[test]
    fn borders_between_counts_are_respected() {
        let inside = Usage { input_tokens: Some(100), cached_tokens: Some(40), ..Usage::default() };
        let beside = Usage { cached_beside_input: true, ..inside };
        assert_eq!((inside.fresh_input(), beside.fresh_input()), (60, 100));
        let inside = Usage { output_tokens: Some(50), reasoning_tokens: Some(30), ..Usage::default() };
        let beside = Usage { reasoning_beside_output: true, ..inside };
        assert_eq!((inside.written(), beside.written()), (50, 80));
    }
}
