//! The table of token embeddings; quantised rows are unpacked only when asked for.

use super::float::tensor_bytes;
use crate::vlm::checkpoint::Weight;
use candle_core::{Device, Result, Tensor};

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

    pub fn bytes(&self) -> usize {
        match &self.table {
            Weight::Full(table) => tensor_bytes(table),
            Weight::Quantised(table) => table.storage_size_in_bytes(),
        }
    }
}
