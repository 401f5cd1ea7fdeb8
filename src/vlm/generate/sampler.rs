//! Picking the next token from the logits.

use super::GenerateOptions;
use candle_core::{Device, Result, Tensor};
use candle_transformers::{generation::LogitsProcessor, utils::apply_repeat_penalty};

/// Below this temperature the likeliest token is taken; it is candle's own bound.
const COLD: f64 = 1e-7;

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
        if self.options.temperature < COLD { likeliest(&logits) } else { self.processor.sample(&logits) }
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

/// The first of the largest. Not candle's argmax, which is one function for all types of numbers: a browser takes 28 MB
/// to compile it well.
fn likeliest(logits: &Tensor) -> Result<u32> {
    let mut best = (0, f32::NEG_INFINITY);
    for (token, logit) in (0..).zip(logits.to_vec1::<f32>()?) {
        if logit > best.1 {
            best = (token, logit);
        }
    }
    Ok(best.0)
}
