//! Matrix products with full or quantised weights.

use crate::vlm::checkpoint::Weight;
use candle_core::quantized::QMatMul;
use candle_core::{Module, Result, Tensor};

/// `x · Wᵀ + b`: rows of `x` are tokens, rows of `W` are outputs.
pub struct Linear {
    matrix: QMatMul,
    bias: Option<Tensor>,
}

impl Linear {
    /// `weight` is [outputs, inputs], `bias` is [outputs].
    pub fn new(weight: Weight, bias: Option<Tensor>) -> Result<Self> {
        let matrix = match weight {
            Weight::Full(tensor) => QMatMul::Tensor(tensor),
            Weight::Quantised(blocks) => QMatMul::from_arc(blocks)?,
        };
        Ok(Self { matrix, bias })
    }

    /// [tokens, inputs] → [tokens, outputs].
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let y = self.matrix.forward(x)?;
        match &self.bias {
            Some(bias) => y.broadcast_add(bias),
            None => Ok(y),
        }
    }

    /// Bytes the weights take in memory.
    pub fn bytes(&self) -> usize {
        let matrix = match &self.matrix {
            QMatMul::QTensor(blocks) => blocks.storage_size_in_bytes(),
            QMatMul::Tensor(tensor) | QMatMul::TensorF16(tensor) => tensor_bytes(tensor),
        };
        matrix + self.bias.as_ref().map_or(0, tensor_bytes)
    }
}

/// Bytes a tensor takes in memory.
pub fn tensor_bytes(tensor: &Tensor) -> usize {
    tensor.elem_count() * tensor.dtype().size_in_bytes()
}
