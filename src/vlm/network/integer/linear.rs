//! A matrix of integers with its bias, packed from whatever the file holds.

use crate::vlm::checkpoint::Weight;
use crate::vlm::error::Result;
use candle_core::{Device, Tensor};
use shipcheck_kernels::{Activations, Matrix, Target};

/// Rows that are unpacked to float32 at a time.
const ROWS_AT_A_TIME: usize = 64;

pub struct Linear {
    pub matrix: Matrix,
    pub bias: Option<Vec<f32>>,
}

impl Linear {
    /// `weight` is [outputs, inputs]; `group` neighbouring inputs share a scale.
    pub fn new(weight: &Weight, bias: Option<Vec<f32>>, group: usize) -> Result<Self> {
        let (outputs, inputs) = match weight {
            Weight::Full(tensor) => tensor.dims2()?,
            Weight::Quantised(blocks) => blocks.shape().dims2()?,
        };
        let mut matrix = Matrix::new(outputs, inputs, group);
        for first in (0..outputs).step_by(ROWS_AT_A_TIME) {
            let count = ROWS_AT_A_TIME.min(outputs - first);
            let rows = match weight {
                Weight::Full(tensor) => tensor.narrow(0, first, count)?,
                Weight::Quantised(blocks) => {
                    blocks.embedding(&Tensor::arange(first as u32, (first + count) as u32, &Device::Cpu)?)?
                }
            };
            for (row, weights) in rows.flatten_all()?.to_vec1::<f32>()?.chunks(inputs).enumerate() {
                matrix.set_row(first + row, weights)?;
            }
        }
        Ok(Self { matrix, bias })
    }

    /// [rows, inputs] → [rows, outputs], replacing what `out` holds.
    pub fn write(&self, rows: &Activations, out: &mut [f32]) {
        rows.times(&self.matrix, Target { out, bias: self.bias.as_deref(), add: false });
    }

    /// The same, added to what `out` holds: a residual connection.
    pub fn add(&self, rows: &Activations, out: &mut [f32]) {
        rows.times(&self.matrix, Target { out, bias: self.bias.as_deref(), add: true });
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.matrix.bytes() + self.bias.as_ref().map_or(0, |bias| size_of_val(&bias[..]))
    }
}
