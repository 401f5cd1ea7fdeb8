//! Keys and values of the tokens already read, in memory set aside before the run.

use crate::vlm::checkpoint::TextGeometry;
use candle_core::{DType, Device, Result, Tensor};

/// Capacities are multiples of this, so that small growth doesn't reallocate.
const STEP: usize = 256;

struct LayerCache {
    /// [kv_heads, capacity, head_dim]
    keys: Tensor,
    values: Tensor,
}

/// The cache of all layers.
///
/// Layers write behind `len` first; [`KvCache::advance`] makes it count once every layer is through. A run
/// that stops half way therefore leaves the cache as it was.
pub struct KvCache {
    layers: Vec<LayerCache>,
    kv_heads: usize,
    head_dim: usize,
    capacity: usize,
    len: usize,
}

impl KvCache {
    /// An empty cache without memory; [`KvCache::reserve`] takes it.
    pub fn new(geometry: &TextGeometry) -> Result<Self> {
        let mut cache =
            Self { layers: Vec::new(), kv_heads: geometry.kv_heads, head_dim: geometry.head_dim, capacity: 0, len: 0 };
        cache.layers = (0..geometry.layers).map(|_| cache.layer(0)).collect::<Result<_>>()?;
        Ok(cache)
    }

    fn layer(&self, capacity: usize) -> Result<LayerCache> {
        let shape = (self.kv_heads, capacity, self.head_dim);
        Ok(LayerCache {
            keys: Tensor::zeros(shape, DType::F32, &Device::Cpu)?,
            values: Tensor::zeros(shape, DType::F32, &Device::Cpu)?,
        })
    }

    /// Tokens that count.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Makes room for `tokens` in all, keeping what is there.
    pub fn reserve(&mut self, tokens: usize) -> Result<()> {
        if tokens <= self.capacity {
            return Ok(());
        }
        let capacity = tokens.next_multiple_of(STEP);
        for index in 0..self.layers.len() {
            let grown = self.layer(capacity)?;
            if self.len > 0 {
                let old = &self.layers[index];
                grown.keys.slice_set(&old.keys.narrow(1, 0, self.len)?.contiguous()?, 1, 0)?;
                grown.values.slice_set(&old.values.narrow(1, 0, self.len)?.contiguous()?, 1, 0)?;
            }
            self.layers[index] = grown;
        }
        self.capacity = capacity;
        Ok(())
    }

    /// Writes a layer's keys and values, both [kv_heads, tokens, head_dim], behind what counts, and returns
    /// all of them including the new ones: [kv_heads, len + tokens, head_dim].
    pub fn append(&mut self, layer: usize, keys: &Tensor, values: &Tensor) -> Result<(Tensor, Tensor)> {
        let cache = &self.layers[layer];
        cache.keys.slice_set(&keys.contiguous()?, 1, self.len)?;
        cache.values.slice_set(&values.contiguous()?, 1, self.len)?;
        let total = self.len + keys.dim(1)?;
        Ok((cache.keys.narrow(1, 0, total)?, cache.values.narrow(1, 0, total)?))
    }

    /// Makes `tokens` more count, after every layer has appended them.
    pub fn advance(&mut self, tokens: usize) {
        self.len += tokens;
    }

    /// Forgets everything after the first `tokens`.
    pub fn truncate(&mut self, tokens: usize) {
        self.len = self.len.min(tokens);
    }
}
