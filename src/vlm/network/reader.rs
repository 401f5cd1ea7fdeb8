//! Reading weights in order, reporting and pausing in between.

use crate::vlm::checkpoint::{Weight, Weights};
use crate::vlm::error::Result;
use crate::vlm::host::{Host, Progress};
use candle_core::Tensor;

pub struct Reader<'a, H> {
    weights: &'a mut dyn Weights,
    host: &'a mut H,
    done: usize,
    total: usize,
    /// Leaves GGUF blocks as they are, instead of unpacking them to float32.
    pub keep_blocks: bool,
}

impl<'a, H: Host> Reader<'a, H> {
    /// `total` is how many tensors will be read.
    pub fn new(weights: &'a mut dyn Weights, host: &'a mut H, total: usize) -> Self {
        Self { weights, host, done: 0, total, keep_blocks: false }
    }

    pub async fn weight(&mut self, name: &str, shape: &[usize]) -> Result<Weight> {
        let weight = self.weights.read(name, shape, self.keep_blocks)?;
        self.done += 1;
        self.host.report(Progress::Tensors { done: self.done, total: self.total });
        self.host.pause().await?;
        Ok(weight)
    }

    /// A tensor that is small or needed in float32 anyway.
    pub async fn full(&mut self, name: &str, shape: &[usize]) -> Result<Tensor> {
        Ok(match self.weight(name, shape).await? {
            Weight::Full(tensor) => tensor,
            Weight::Quantised(blocks) => blocks.dequantize(&blocks.device())?,
        })
    }

    /// The same as plain numbers.
    pub async fn numbers(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        Ok(self.full(name, shape).await?.flatten_all()?.to_vec1()?)
    }

    /// Whether what runs here is compiled well only after it has run.
    pub fn compiles_late(&self) -> bool {
        H::COMPILES_LATE
    }

    /// Milliseconds from any fixed start.
    pub fn now_ms(&self) -> f64 {
        self.host.now_ms()
    }
}
