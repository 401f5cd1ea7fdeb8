//! The SigLIP vision tower: patches, learned positions, pre-norm transformer blocks, a last norm.

use super::linear::{Linear, tensor_bytes};
use crate::vlm::checkpoint::{Preprocessing, VisionGeometry};
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use candle_core::{Device, Tensor};

/// Layer normalisation with scale and shift, both [hidden].
pub struct LayerNorm {
    pub scale: Tensor,
    pub shift: Tensor,
    pub eps: f32,
}

impl LayerNorm {
    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        candle_nn::ops::layer_norm(x, &self.scale, &self.shift, self.eps)
    }

    fn bytes(&self) -> usize {
        tensor_bytes(&self.scale) + tensor_bytes(&self.shift)
    }
}

pub struct VisionBlock {
    pub norm1: LayerNorm,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub out: Linear,
    pub norm2: LayerNorm,
    pub up: Linear,
    pub down: Linear,
}

pub struct VisionTower {
    pub geometry: VisionGeometry,
    pub preprocessing: Preprocessing,
    /// Patch pixels [3 · patch²] → [hidden].
    pub patches: Linear,
    /// [patches, hidden]
    pub positions: Tensor,
    pub blocks: Vec<VisionBlock>,
    pub last_norm: LayerNorm,
}

impl VisionTower {
    /// One frame of `tile × tile × 3` bytes → [patches, hidden].
    pub async fn encode(&self, frame: &[u8], host: &mut impl Host) -> Result<Tensor> {
        let mut x = (self.patches.forward(&self.unfold(frame)?)? + &self.positions)?;
        for block in &self.blocks {
            host.pause().await?;
            x = block.forward(&x, self.geometry.heads)?;
        }
        Ok(self.last_norm.forward(&x)?)
    }

    /// The pixels of each patch as a row, channel by channel: [patches, 3 · patch²], normalised.
    fn unfold(&self, frame: &[u8]) -> candle_core::Result<Tensor> {
        let VisionGeometry { tile, patch, .. } = self.geometry;
        let side = self.geometry.patches_per_side();
        let table = self.preprocessing.values();
        let mut rows = Vec::with_capacity(side * side * 3 * patch * patch);
        for (top, left) in (0..side * side).map(|index| (index / side * patch, index % side * patch)) {
            for (channel, values) in table.iter().enumerate() {
                for y in top..top + patch {
                    let line = &frame[(y * tile + left) * 3..][..patch * 3];
                    rows.extend(line.iter().skip(channel).step_by(3).map(|byte| values[usize::from(*byte)]));
                }
            }
        }
        Tensor::from_vec(rows, (side * side, 3 * patch * patch), &Device::Cpu)
    }

    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(VisionBlock::bytes).sum();
        self.patches.bytes() + tensor_bytes(&self.positions) + self.last_norm.bytes() + blocks
    }
}

impl VisionBlock {
    fn forward(&self, x: &Tensor, heads: usize) -> candle_core::Result<Tensor> {
        let attended = self.attend(&self.norm1.forward(x)?, heads)?;
        let x = (x + self.out.forward(&attended)?)?;
        // candle's `gelu` is the tanh form the reference uses.
        let wide = self.up.forward(&self.norm2.forward(&x)?)?.gelu()?;
        &x + self.down.forward(&wide)?
    }

    /// Full attention, one head at a time so that only one score matrix is in memory.
    fn attend(&self, x: &Tensor, heads: usize) -> candle_core::Result<Tensor> {
        let (tokens, hidden) = x.dims2()?;
        let head_dim = hidden / heads;
        let split = |y: Tensor| y.reshape((tokens, heads, head_dim))?.transpose(0, 1)?.contiguous();
        let query = split((self.query.forward(x)? * (1.0 / (head_dim as f64).sqrt()))?)?;
        let key = split(self.key.forward(x)?)?;
        let value = split(self.value.forward(x)?)?;
        let outputs = (0..heads)
            .map(|head| {
                let scores = query.get(head)?.matmul(&key.get(head)?.t()?)?;
                candle_nn::ops::softmax_last_dim(&scores)?.matmul(&value.get(head)?)
            })
            .collect::<candle_core::Result<Vec<_>>>()?;
        Tensor::cat(&outputs, 1)
    }

    fn bytes(&self) -> usize {
        let linears = [&self.query, &self.key, &self.value, &self.out, &self.up, &self.down];
        linears.iter().map(|linear| linear.bytes()).sum::<usize>() + self.norm1.bytes() + self.norm2.bytes()
    }
}
