//! Reading weights in order, reporting and pausing in between.

use crate::vlm::checkpoint::{Weight, Weights};
use crate::vlm::error::{Result, VlmError};
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

    /// Whether a tensor that a model may have is there.
    pub fn has(&self, name: &str) -> bool {
        self.weights.shape(name).is_some()
    }

    /// The error that a tensor holds an infinite number or none.
    pub fn not_finite(&self, name: &str) -> VlmError {
        self.weights.not_finite(name).into()
    }

    /// A tensor that is small or needed in float32 anyway.
    pub async fn full(&mut self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let tensor = match self.weight(name, shape).await? {
            Weight::Full(tensor) => tensor,
            Weight::Quantised(blocks) => blocks.dequantize(&blocks.device())?,
        };
        if is_finite(&tensor)? { Ok(tensor) } else { Err(self.not_finite(name)) }
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

/// Whether a float32 tensor holds nothing but finite numbers.
pub fn is_finite(tensor: &Tensor) -> candle_core::Result<bool> {
    // The exponent of what isn't finite is all ones. Comparing integers is a loop that becomes vectors.
    let largest = |values: &[f32]| values.iter().map(|value| value.to_bits() & 0x7fff_ffff).max().unwrap_or(0);
    let (storage, layout) = tensor.storage_and_layout();
    let (candle_core::Storage::Cpu(storage), Some((start, end))) = (&*storage, layout.contiguous_offsets()) else {
        return is_finite(&tensor.copy()?.contiguous()?);
    };
    Ok(largest(&storage.as_slice::<f32>()?[start..end]) < f32::INFINITY.to_bits())
}
