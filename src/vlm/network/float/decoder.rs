//! The Llama decoder: RMS norm, rotary grouped-query attention, SwiGLU, with a pre-allocated KV cache.

use super::kv_cache::KvCache;
use super::linear::{Linear, tensor_bytes};
use super::rope::{Angles, Rope};
use crate::vlm::checkpoint::TextGeometry;
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use candle_core::{Device, Tensor};

/// Root-mean-square normalisation with a scale of [hidden].
pub struct RmsNorm {
    pub scale: Tensor,
    pub eps: f32,
}

impl RmsNorm {
    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        candle_nn::ops::rms_norm(x, &self.scale, self.eps)
    }
}

pub struct DecoderLayer {
    pub attention_norm: RmsNorm,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub out: Linear,
    pub feed_norm: RmsNorm,
    pub gate: Linear,
    pub up: Linear,
    pub down: Linear,
}

pub struct Decoder {
    pub geometry: TextGeometry,
    pub layers: Vec<DecoderLayer>,
    pub last_norm: RmsNorm,
    pub head: Linear,
    pub rope: Rope,
}

impl Decoder {
    /// Reads [tokens, hidden] behind what the cache holds; returns [tokens, hidden] and makes them count.
    pub async fn read(&self, rows: &Tensor, cache: &mut KvCache, host: &mut impl Host) -> Result<Tensor> {
        let tokens = rows.dim(0)?;
        let mask = causal_mask(tokens, cache.len())?;
        let angles = self.rope.angles(cache.len(), tokens)?;
        let mut x = rows.clone();
        for (index, layer) in self.layers.iter().enumerate() {
            host.pause().await?;
            let attended =
                self.attend((index, layer), &layer.attention_norm.forward(&x)?, &angles, mask.as_ref(), cache)?;
            x = (x + attended)?;
            let normed = layer.feed_norm.forward(&x)?;
            let wide = (layer.gate.forward(&normed)?.silu()? * layer.up.forward(&normed)?)?;
            x = (x + layer.down.forward(&wide)?)?;
        }
        cache.advance(tokens);
        Ok(x)
    }

    /// Logits [vocabulary] after the last of `rows`.
    pub fn logits(&self, rows: &Tensor) -> Result<Tensor> {
        let last = rows.narrow(0, rows.dim(0)? - 1, 1)?.contiguous()?;
        Ok(self.head.forward(&self.last_norm.forward(&last)?)?.squeeze(0)?)
    }

    /// Query heads of one group are stacked, so that each key head is read once: no repeated keys in memory.
    fn attend(
        &self,
        (index, layer): (usize, &DecoderLayer),
        x: &Tensor,
        angles: &Angles,
        mask: Option<&Tensor>,
        cache: &mut KvCache,
    ) -> candle_core::Result<Tensor> {
        let TextGeometry { heads, kv_heads, head_dim, .. } = self.geometry;
        let tokens = x.dim(0)?;
        let group = heads / kv_heads;
        let split = |y: Tensor, heads: usize| y.reshape((tokens, heads, head_dim))?.transpose(0, 1);
        let query = angles.turn(&split(layer.query.forward(x)?, heads)?)?;
        let key = angles.turn(&split(layer.key.forward(x)?, kv_heads)?)?;
        let value = split(layer.value.forward(x)?, kv_heads)?;
        let (keys, values) = cache.append(index, &key, &value)?;

        let query = (query * (1.0 / (head_dim as f64).sqrt()))?.reshape((kv_heads, group * tokens, head_dim))?;
        let mut scores = query.matmul(&keys.transpose(1, 2)?)?;
        if let Some(mask) = mask {
            let total = keys.dim(1)?;
            scores = scores.reshape((heads, tokens, total))?.broadcast_add(mask)?.reshape((
                kv_heads,
                group * tokens,
                total,
            ))?;
        }
        let mixed = candle_nn::ops::softmax_last_dim(&scores)?.matmul(&values)?;
        let joined = mixed.reshape((heads, tokens, head_dim))?.transpose(0, 1)?.reshape((tokens, heads * head_dim))?;
        layer.out.forward(&joined)
    }

    pub fn bytes(&self) -> usize {
        let layer_bytes = |layer: &DecoderLayer| {
            let linears = [&layer.query, &layer.key, &layer.value, &layer.out, &layer.gate, &layer.up, &layer.down];
            linears.iter().map(|linear| linear.bytes()).sum::<usize>()
                + tensor_bytes(&layer.attention_norm.scale)
                + tensor_bytes(&layer.feed_norm.scale)
        };
        let layers: usize = self.layers.iter().map(layer_bytes).sum();
        layers + tensor_bytes(&self.last_norm.scale) + self.head.bytes()
    }
}

/// Minus infinity where a token must not look: [tokens, kept + tokens]. A single token sees everything.
fn causal_mask(tokens: usize, kept: usize) -> candle_core::Result<Option<Tensor>> {
    if tokens == 1 {
        return Ok(None);
    }
    let total = kept + tokens;
    let values: Vec<f32> = (0..tokens)
        .flat_map(|row| (0..total).map(move |col| if col > kept + row { f32::NEG_INFINITY } else { 0.0 }))
        .collect();
    Tensor::from_vec(values, (tokens, total), &Device::Cpu).map(Some)
}
