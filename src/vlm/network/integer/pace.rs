//! How fast this device computes: one layer of the real tower, by the clock.

use super::builder::VISION_GROUP;
use super::linear::Linear;
use super::tower::{Block, LayerNorm, Workspace};
use super::warm_up::rows;
use crate::vlm::error::Result;
use shipcheck_kernels::{Matrix, calibrate};

/// The tower of SmolVLM2-256M and 500M (`google/siglip-base-patch16-512`).
const HIDDEN: usize = 768;
const INTERMEDIATE: usize = 3072;
const HEADS: usize = 12;
const TOKENS: usize = 1024;

/// Enough for a browser to compile the kernels well, which it does only once they are used.
const WARM_UP_MS: f64 = 400.0;
const WARM_UP_TOKENS: usize = 64;

/// Layers are timed for at least so long; a slow device does one.
const MEASURE_MS: f64 = 700.0;

/// Operations a second, a multiplication and an addition being two, with everything a layer does in the time.
///
/// # Errors
/// Never for the numbers used here; the kernels' refusal of what is no number is passed on.
pub fn operations_per_second(now_ms: impl FnMut() -> f64) -> Result<f64> {
    measure(TOKENS, now_ms)
}

fn measure(tokens: usize, mut now_ms: impl FnMut() -> f64) -> Result<f64> {
    let block = block();
    calibrate(&mut now_ms);
    let (mut small, begin) = (Run::new(WARM_UP_TOKENS), now_ms());
    while now_ms() - begin < WARM_UP_MS {
        small.pass(&block)?;
    }
    calibrate(&mut now_ms);
    let (mut run, begin, mut best) = (Run::new(tokens), now_ms(), f64::INFINITY);
    while best.is_infinite() || now_ms() - begin < MEASURE_MS {
        let start = now_ms();
        run.pass(&block)?;
        best = best.min(now_ms() - start);
    }
    Ok(operations(tokens) / (best / 1e3).max(1e-6))
}

/// What one layer takes.
fn operations(tokens: usize) -> f64 {
    let (tokens, hidden, intermediate) = (tokens as f64, HIDDEN as f64, INTERMEDIATE as f64);
    2.0 * tokens * (4.0 * hidden * hidden + 2.0 * hidden * intermediate) + 4.0 * tokens * tokens * hidden
}

/// Weights of any value take the same time.
fn block() -> Block {
    let linear =
        |inputs, outputs| Linear { matrix: Matrix::new(outputs, inputs, VISION_GROUP), bias: Some(vec![0.5; outputs]) };
    let norm = || LayerNorm { scale: vec![1.0; HIDDEN], shift: vec![0.0; HIDDEN], eps: 1e-6 };
    Block {
        norm1: norm(),
        query: linear(HIDDEN, HIDDEN),
        key: linear(HIDDEN, HIDDEN),
        value: linear(HIDDEN, HIDDEN),
        out: linear(HIDDEN, HIDDEN),
        norm2: norm(),
        up: linear(HIDDEN, INTERMEDIATE),
        down: linear(INTERMEDIATE, HIDDEN),
    }
}

struct Run {
    tokens: usize,
    x: Vec<f32>,
    work: Workspace,
}

impl Run {
    fn new(tokens: usize) -> Self {
        Self { tokens, x: rows(tokens, HIDDEN), work: Workspace::new(tokens, HIDDEN, HEADS) }
    }

    fn pass(&mut self, block: &Block) -> Result<()> {
        block.attend(&mut self.x, self.tokens, &mut self.work)?;
        block.feed(&mut self.x, self.tokens, &mut self.work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_follows_the_clock() {
        // A clock that goes a second at every look: warm and measured after one pass each.
        let mut seconds = 0.0;
        let mut clock = || {
            seconds += 1000.0;
            seconds
        };
        let rate = measure(32, &mut clock).unwrap();
        assert!((rate / operations(32) - 1.0).abs() < 1e-9);
        // A twelfth of 214 thousand million operations, less patches and projection.
        assert!((operations(TOKENS) / 17.7e9 - 1.0).abs() < 0.01, "{}", operations(TOKENS));
    }
}
