//! How an answer is generated.

use crate::vlm::error::{Result, VlmError};

/// Defaults follow the model card: greedy, at most 64 tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerateOptions {
    pub max_new_tokens: usize,
    /// Before this many tokens the end tokens and the loop guard are switched off.
    pub min_new_tokens: usize,
    /// 0 is greedy.
    pub temperature: f64,
    /// Smallest set of tokens whose probabilities reach this is sampled from; only with a temperature.
    pub top_p: f64,
    /// Logits of tokens already written are divided (or multiplied, when negative) by this.
    pub repetition_penalty: f32,
    pub seed: u64,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self { max_new_tokens: 64, min_new_tokens: 0, temperature: 0.0, top_p: 1.0, repetition_penalty: 1.0, seed: 0 }
    }
}

impl GenerateOptions {
    /// Refuses values outside their range.
    pub fn check(&self) -> Result<()> {
        let within = |name, value: f64, fits: bool, expected: &str| {
            if fits {
                Ok(())
            } else {
                Err(VlmError::Setting { name, value: value.to_string(), expected: expected.to_owned() })
            }
        };
        let count = self.max_new_tokens as f64;
        within("max_new_tokens", count, self.max_new_tokens > 0, "at least 1")?;
        within(
            "min_new_tokens",
            self.min_new_tokens as f64,
            self.min_new_tokens <= self.max_new_tokens,
            "at most max_new_tokens",
        )?;
        within("temperature", self.temperature, (0.0..=10.0).contains(&self.temperature), "between 0 and 10")?;
        within("top_p", self.top_p, self.top_p > 0.0 && self.top_p <= 1.0, "above 0 and at most 1")?;
        let penalty = f64::from(self.repetition_penalty);
        within("repetition_penalty", penalty, penalty > 0.0 && penalty <= 10.0, "above 0 and at most 10")
    }
}
