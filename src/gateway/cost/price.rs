//! The price table.

use crate::gateway::dialect::Usage;
use serde::{Deserialize, Serialize};

const MILLION: f64 = 1e6;

/// What the tokens of one model cost, in US dollars per million.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// A target's name, or a model as a target spells it.
    pub model: String,
    pub input_usd_per_million: f64,
    pub output_usd_per_million: f64,
    /// Input read from a cache; the input price if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input_usd_per_million: Option<f64>,
    /// Input written to a cache; the input price if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_usd_per_million: Option<f64>,
    /// The day the price was read, as `2026-11-23`.
    #[serde(default)]
    pub as_of: String,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Price {
    /// The price of a model that costs nothing, such as the one in the tab.
    pub fn free(model: &str) -> Self {
        Self {
            model: model.to_owned(),
            input_usd_per_million: 0.0,
            output_usd_per_million: 0.0,
            cached_input_usd_per_million: None,
            cache_write_usd_per_million: None,
            as_of: String::new(),
            source: None,
        }
    }

    /// What reported token counts cost, in US dollars. Thinking costs as much as output.
    pub fn of_usage(&self, usage: &Usage) -> f64 {
        let cached = self.cached_input_usd_per_million.unwrap_or(self.input_usd_per_million);
        let written = self.cache_write_usd_per_million.unwrap_or(self.input_usd_per_million);
        dollars(usage.fresh_input(), self.input_usd_per_million)
            + dollars(usage.cached_tokens.unwrap_or(0), cached)
            + dollars(usage.cache_creation_tokens.unwrap_or(0), written)
            + dollars(usage.written(), self.output_usd_per_million)
    }

    /// The most a request can cost before anything is known, in US dollars.
    pub fn at_most(&self, input_tokens: u64, output_tokens: u64) -> f64 {
        // A cache that has to be filled first is dearer than plain input.
        let input = self.cache_write_usd_per_million.unwrap_or(0.0).max(self.input_usd_per_million);
        dollars(input_tokens, input) + dollars(output_tokens, self.output_usd_per_million)
    }
}

/// A price below zero is a mistake, and no budget grows by it.
fn dollars(tokens: u64, usd_per_million: f64) -> f64 {
    tokens as f64 * usd_per_million.max(0.0) / MILLION
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price() -> Price {
        Price {
            input_usd_per_million: 2.0,
            output_usd_per_million: 12.0,
            cached_input_usd_per_million: Some(0.2),
            ..Price::free("m")
        }
    }

    /// The figures of a real Vercel response; counting only `output_tokens` would be six times too low.
    #[test]
    fn thinking_beside_the_output_is_paid_for() {
        let usage = Usage {
            input_tokens: Some(219),
            output_tokens: Some(19),
            reasoning_tokens: Some(280),
            reasoning_beside_output: true,
            ..Usage::default()
        };
        assert!((price().of_usage(&usage) - 0.004_026).abs() < 1e-12);
    }

    #[test]
    fn cached_input_is_counted_once() {
        let inside = Usage { input_tokens: Some(1000), cached_tokens: Some(600), ..Usage::default() };
        assert!((price().of_usage(&inside) - (400.0 * 2.0 + 600.0 * 0.2) / 1e6).abs() < 1e-12);
        let beside = Usage { cached_beside_input: true, ..inside };
        assert!((price().of_usage(&beside) - (1000.0 * 2.0 + 600.0 * 0.2) / 1e6).abs() < 1e-12);
    }

    #[test]
    fn a_price_below_zero_costs_nothing_and_pays_nothing() {
        let wrong = Price { input_usd_per_million: -2.0, output_usd_per_million: f64::NAN, ..Price::free("m") };
        let usage = Usage { input_tokens: Some(219), output_tokens: Some(19), ..Usage::default() };
        assert_eq!((wrong.of_usage(&usage), wrong.at_most(1000, 1000)), (0.0, 0.0));
    }
}
