//! The table of token embeddings; quantised rows are unpacked only when asked for.

use super::float::tensor_bytes;
use super::reader::is_finite;
use crate::vlm::checkpoint::Weight;
use candle_core::{Device, Result, Tensor};

/// Rows that are unpacked together.
const ROWS_AT_A_TIME: usize = 256;

pub struct Embedding {
    table: Weight,
}

impl Embedding {
    /// `table` is [vocabulary, hidden].
    pub fn new(table: Weight) -> Self {
        Self { table }
    }

    /// [tokens] ids → [tokens, hidden] in float32.
    pub fn rows(&self, ids: &[u32]) -> Result<Tensor> {
        let ids = Tensor::new(ids, &Device::Cpu)?;
        match &self.table {
            Weight::Full(table) => table.index_select(&ids, 0),
            Weight::Quantised(table) => table.embedding(&ids),
        }
    }

    /// Whether the table holds nothing but finite numbers; blocks are unpacked a few rows at a time.
    pub fn is_finite(&self) -> Result<bool> {
        match &self.table {
            Weight::Full(table) => is_finite(table),
            Weight::Quantised(table) => {
                let (rows, _) = table.shape().dims2()?;
                for first in (0..rows).step_by(ROWS_AT_A_TIME) {
                    let ids: Vec<u32> = (first..rows.min(first + ROWS_AT_A_TIME)).map(|row| row as u32).collect();
                    if !is_finite(&self.rows(&ids)?)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    pub fn bytes(&self) -> usize {
        match &self.table {
            Weight::Full(table) => tensor_bytes(table),
            Weight::Quantised(table) => table.storage_size_in_bytes(),
        }
    }
}
