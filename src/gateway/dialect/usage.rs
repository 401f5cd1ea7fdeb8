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

    /// The same, with at least what is known to have gone and come: for an answer that broke off before it was counted.
    pub fn at_least(mut self, input_tokens: u64, written_tokens: u64) -> Self {
        self.input_tokens = self.input_tokens.or(Some(input_tokens));
        let missing = written_tokens.saturating_sub(self.written());
        self.output_tokens = Some(self.output_tokens.unwrap_or(0).saturating_add(missing));
        self
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        *self == Usage::default()
    }

    /// Reads a report in any provider's words; see the lists below.
    pub(super) fn read(usage: &Value) -> Self {
        let first = |places: &[&str]| {
            let counts = || places.iter().filter_map(|place| json::count(usage, place));
            counts().find(|count| *count > 0).or_else(|| counts().next())
        };
        let has = |places: &[&str]| places.iter().any(|place| json::count(usage, place).is_some());
        let read = Usage {
            input_tokens: first(&INPUT),
            output_tokens: first(&OUTPUT),
            reasoning_tokens: first(&THOUGHTS).or_else(|| first(&REASONING)),
            cached_tokens: first(&CACHED_BESIDE).or_else(|| first(&CACHED)),
            cache_creation_tokens: first(&WRITTEN_BESIDE).or_else(|| first(&WRITTEN)).filter(|written| *written > 0),
            ..Usage::default()
        };
        Usage {
            // A part can't be larger than the whole; then it is no part.
            reasoning_beside_output: has(&THOUGHTS) || read.reasoning_tokens > read.output_tokens,
            // LiteLLM writes Anthropic's words beside OpenAI's, whose count holds everything.
            cached_beside_input: !has(&["/prompt_tokens"]) && (has(&CACHED_BESIDE) || has(&WRITTEN_BESIDE)),
            ..read
        }
    }
}

/// What a report says the response costs, in US dollars.
///
/// `own_key`: the visitor's own key at the provider was used; then a gateway's figure is its fee alone, and the
/// provider's bill comes to it. A bill that is not told leaves the cost unknown.
pub(super) fn cost(usage: &Value, own_key: bool) -> Option<f64> {
    let first = |places: &[&str]| places.iter().find_map(|place| json::money(usage, place));
    let charged = first(&["/cost", "/cost/total_cost", "/cost/total", "/total_cost", "/estimated_cost", "/cost_usd"]);
    if !(own_key || usage.get("is_byok") == Some(&Value::Bool(true))) {
        return charged;
    }
    let parts = || {
        let prompt = json::money(usage, "/cost_details/upstream_inference_prompt_cost")?;
        Some(prompt + json::money(usage, "/cost_details/upstream_inference_completions_cost")?)
    };
    let upstream = json::money(usage, "/cost_details/upstream_inference_cost").or_else(parts)?;
    Some(charged.unwrap_or(0.0) + upstream)
}

// The spellings of OpenAI, its Responses API and Anthropic, Gemini, Bedrock, the AI SDK, and servers in between.
const INPUT: [&str; 8] = [
    "/prompt_tokens",
    "/input_tokens",
    "/promptTokenCount",
    "/prompt_token_count",
    "/inputTokens",
    "/promptTokens",
    "/inputTokenCount",
    "/prompt_eval_count",
];
const OUTPUT: [&str; 9] = [
    "/completion_tokens",
    "/output_tokens",
    "/candidatesTokenCount",
    "/candidates_token_count",
    "/outputTokens",
    "/completionTokens",
    "/outputTokenCount",
    "/eval_count",
    "/generated_tokens",
];
/// Reasoning that is counted beside the output.
const THOUGHTS: [&str; 2] = ["/thoughtsTokenCount", "/thoughts_token_count"];
const REASONING: [&str; 7] = [
    "/completion_tokens_details/reasoning_tokens",
    "/output_tokens_details/reasoning_tokens",
    "/output_tokens_details/thinking_tokens",
    "/outputTokenDetails/reasoningTokens",
    "/completionTokensDetails/reasoningTokens",
    "/reasoning_tokens",
    "/reasoningTokens",
];
/// Cached input that is counted beside the other input.
const CACHED_BESIDE: [&str; 2] = ["/cache_read_input_tokens", "/cacheReadInputTokens"];
const CACHED: [&str; 10] = [
    "/prompt_tokens_details/cached_tokens",
    "/prompt_token_details/cached_tokens",
    "/input_tokens_details/cached_tokens",
    "/promptTokensDetails/cachedTokens",
    "/prompt_cache_hit_tokens",
    "/num_cached_tokens",
    "/cached_tokens",
    "/cachedInputTokens",
    "/cachedContentTokenCount",
    "/cached_content_token_count",
];
const WRITTEN_BESIDE: [&str; 2] = ["/cache_creation_input_tokens", "/cacheWriteInputTokens"];
const WRITTEN: [&str; 2] =
    ["/prompt_tokens_details/cache_write_tokens", "/prompt_tokens_details/cache_creation_tokens"];

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

    #[test]
    fn usage_is_read_in_every_spelling() {
        use serde_json::json;
        for usage in [
            json!({"prompt_tokens": 11, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 3}}),
            json!({"input_tokens": 11, "output_tokens": 5, "input_tokens_details": {"cached_tokens": 3}}),
            json!({"promptTokenCount": 11, "candidatesTokenCount": 5, "cachedContentTokenCount": 3}),
            json!({"inputTokens": "11", "outputTokens": 5.0, "cachedInputTokens": 3}),
            json!({"prompt_tokens": 11, "completion_tokens": 5, "prompt_cache_hit_tokens": 3}),
            json!({"prompt_tokens": 0, "input_tokens": 11, "completion_tokens": 0, "output_tokens": 5, "cached_tokens": 3}),
        ] {
            let read = Usage::read(&usage);
            let counts = (read.input_tokens, read.output_tokens, read.cached_tokens, read.fresh_input());
            assert_eq!(counts, (Some(11), Some(5), Some(3), 8), "{usage}");
        }
        let anthropic = json!({"input_tokens": 11, "output_tokens": 5, "cache_read_input_tokens": 3});
        assert_eq!(Usage::read(&anthropic).fresh_input(), 11);
        let absurd = json!({"prompt_tokens": -4, "completion_tokens": 1e30, "input_tokens": "NaN"});
        assert!(Usage::read(&absurd).is_empty());
    }

    #[test]
    fn an_own_key_costs_the_provider_s_bill_and_the_fee() {
        use serde_json::json;
        let own = json!({"cost": 0.0001, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.002}});
        assert!((cost(&own, false).unwrap() - 0.0021).abs() < 1e-12);
        let parts = json!({"cost": 0, "cost_details": {"upstream_inference_cost": null,
            "upstream_inference_prompt_cost": 0.001, "upstream_inference_completions_cost": "0.002"}});
        assert!((cost(&parts, true).unwrap() - 0.003).abs() < 1e-12);
        assert_eq!(cost(&json!({"cost": 0.0001, "is_byok": true}), false), None, "the fee is not the cost");
        let through = json!({"cost": 0.002, "is_byok": false, "cost_details": {"upstream_inference_cost": 0.002}});
        assert_eq!(cost(&through, false), Some(0.002));
        assert_eq!(cost(&json!({"cost": {"total_cost": 0.00515}}), false), Some(0.00515));
        assert_eq!(cost(&json!({"cost": -0.5}), false), None);
    }
}
