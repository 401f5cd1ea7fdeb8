//! Picking the next token from the logits.

use super::GenerateOptions;
use candle_core::{Device, Result, Tensor};
use candle_transformers::{generation::LogitsProcessor, utils::apply_repeat_penalty};

pub struct Sampler {
    options: GenerateOptions,
    end_tokens: Vec<u32>,
    processor: LogitsProcessor,
}

impl Sampler {
    pub fn new(options: &GenerateOptions, end_tokens: &[u32]) -> Self {
        let processor = LogitsProcessor::new(options.seed, Some(options.temperature), Some(options.top_p));
        Self { options: options.clone(), end_tokens: end_tokens.to_vec(), processor }
    }

    /// The next token after `written`, from logits [vocabulary].
    pub fn next(&mut self, logits: &Tensor, written: &[u32]) -> Result<u32> {
        let mut logits = logits.clone();
        if self.options.repetition_penalty != 1.0 {
            logits = apply_repeat_penalty(&logits, self.options.repetition_penalty, written)?;
        }
        if written.len() < self.options.min_new_tokens {
            logits = self.without_end(&logits)?;
        }
        self.processor.sample(&logits)
    }

    pub fn is_end(&self, token: u32) -> bool {
        self.end_tokens.contains(&token)
    }

    fn without_end(&self, logits: &Tensor) -> Result<Tensor> {
        let mut values: Vec<f32> = logits.to_vec1()?;
        for end in &self.end_tokens {
            if let Some(value) = values.get_mut(*end as usize) {
                *value = f32::NEG_INFINITY;
            }
        }
        Tensor::new(values, &Device::Cpu)
    }
}
