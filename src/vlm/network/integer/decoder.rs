//! The Llama decoder, and the keys and values of what it has read.

use super::linear::Linear;
use crate::vlm::checkpoint::TextGeometry;
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use candle_core::{Device, Tensor};
use shipcheck_kernels::{Activations, CachedAttention, Desks, KernelError, Rotation, gated, rms_norm, rows_in_part};

/// The cache grows by multiples of this, so that small growth doesn't reallocate.
const STEP: usize = 256;

/// Tokens that one thread carries from a norm to the residual connection at a time.
const TOKENS_TOGETHER: usize = 96;

/// Root-mean-square normalisation with a scale of [hidden].
pub struct RmsNorm {
    pub scale: Vec<f32>,
    pub eps: f32,
}

impl RmsNorm {
    fn write(&self, x: &[f32], out: &mut [f32]) {
        rms_norm(x, &self.scale, self.eps, out);
    }
}

pub struct Layer {
    pub attention_norm: RmsNorm,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub out: Linear,
    pub feed_norm: RmsNorm,
    pub gate: Linear,
    pub up: Linear,
    pub down: Linear,
    pub cache: CachedAttention,
}

/// Layers write into their caches behind `len` first; it grows once every layer is through. A run that stops half way
/// therefore leaves what was read as it was.
pub struct Decoder {
    pub geometry: TextGeometry,
    pub layers: Vec<Layer>,
    pub last_norm: RmsNorm,
    pub head: Linear,
    pub rotation: Rotation,
    /// Tokens read.
    pub len: usize,
    pub work: Workspace,
}

/// What a pass needs besides the weights; all are [tokens, heads · head_dim].
#[derive(Default)]
pub struct Workspace {
    desks: Desks<Desk>,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    mixed: Vec<f32>,
}

/// One thread's memory for some tokens.
#[derive(Default)]
struct Desk {
    rows: Activations,
    /// [tokens, intermediate]
    gate: Vec<f32>,
    up: Vec<f32>,
}

impl Decoder {
    /// Reads [tokens, hidden] behind what was read before; returns [tokens, hidden].
    pub async fn read(&mut self, rows: &Tensor, host: &mut impl Host) -> Result<Tensor> {
        let shape = rows.dims2()?;
        let (tokens, _) = shape;
        let mut x = rows.flatten_all()?.to_vec1::<f32>()?;
        self.reserve(self.len + tokens);
        let (geometry, rotation, work) = (&self.geometry, &self.rotation, &mut self.work);
        work.size(geometry, tokens);
        for layer in &mut self.layers {
            host.pause().await?;
            layer.attend(&mut x, geometry, rotation, self.len, work)?;
            layer.feed(&mut x, tokens, work)?;
        }
        self.len += tokens;
        Ok(Tensor::from_vec(x, shape, &Device::Cpu)?)
    }

    /// Logits [vocabulary] after the last of `rows`.
    pub fn logits(&self, rows: &Tensor) -> Result<Tensor> {
        let last = rows.get(rows.dim(0)? - 1)?.to_vec1::<f32>()?;
        let matrix = &self.head.matrix;
        let mut rows = Activations::default();
        rows.fill(1, last.len(), matrix.group(), |_, line| self.last_norm.write(&last, line))?;
        let mut logits = vec![0.0; matrix.outputs()];
        self.head.write(&rows, &mut logits);
        Ok(Tensor::from_vec(logits, matrix.outputs(), &Device::Cpu)?)
    }

    /// Makes room for `tokens` in all, keeping what was read.
    pub fn reserve(&mut self, tokens: usize) {
        let capacity = tokens.next_multiple_of(STEP);
        self.rotation.reserve(capacity);
        self.layers.iter_mut().for_each(|layer| layer.cache.reserve(capacity));
    }

    /// Forgets everything after the first `tokens`.
    pub fn truncate(&mut self, tokens: usize) {
        self.len = self.len.min(tokens);
    }

    /// Bytes of weights in memory.
    pub fn bytes(&self) -> usize {
        let layers: usize = self.layers.iter().flat_map(Layer::linears).map(Linear::bytes).sum();
        layers + self.head.bytes()
    }
}

impl Workspace {
    pub fn size(&mut self, geometry: &TextGeometry, tokens: usize) {
        let TextGeometry { heads, kv_heads, head_dim, .. } = *geometry;
        for (buffer, width) in [
            (&mut self.query, heads * head_dim),
            (&mut self.key, kv_heads * head_dim),
            (&mut self.value, kv_heads * head_dim),
            (&mut self.mixed, heads * head_dim),
        ] {
            buffer.resize(tokens * width, 0.0);
        }
    }
}

impl Desk {
    /// Takes [tokens, hidden] through a norm, on their way into a product with `linear`.
    fn norm(&mut self, norm: &RmsNorm, x: &[f32], linear: &Linear) -> Result<(), KernelError> {
        let hidden = linear.matrix.inputs();
        self.rows.fill(x.len() / hidden, hidden, linear.matrix.group(), |token, line| {
            norm.write(&x[token * hidden..][..hidden], line);
        })
    }
}

impl Layer {
    /// Attention, with its residual connection: x is [tokens, hidden], behind `before` older ones.
    pub fn attend(
        &mut self,
        x: &mut [f32],
        geometry: &TextGeometry,
        rotation: &Rotation,
        before: usize,
        work: &mut Workspace,
    ) -> Result<()> {
        let TextGeometry { hidden, heads, kv_heads, head_dim, .. } = *geometry;
        let (tokens, wide, narrow) = (x.len() / hidden, heads * head_dim, kv_heads * head_dim);
        let together = rows_in_part(tokens, TOKENS_TOGETHER);
        let Workspace { desks, query, key, value, mixed } = work;
        let narrows = key.chunks_mut(together * narrow).zip(value.chunks_mut(together * narrow));
        let looks = query.chunks_mut(together * wide).zip(narrows);
        desks.each(
            x.chunks(together * hidden).zip(looks),
            Desk::default,
            |part, (x, (query, (key, value))), desk| {
                desk.norm(&self.attention_norm, x, &self.query)?;
                self.query.write(&desk.rows, query);
                self.key.write(&desk.rows, key);
                self.value.write(&desk.rows, value);
                let first = before + part * together;
                for (token, (query, key)) in query.chunks_mut(wide).zip(key.chunks_mut(narrow)).enumerate() {
                    let heads = query.chunks_mut(head_dim).chain(key.chunks_mut(head_dim));
                    heads.for_each(|head| rotation.turn(head, first + token));
                }
                Ok(())
            },
        )?;
        for (token, (key, value)) in key.chunks(narrow).zip(value.chunks(narrow)).enumerate() {
            self.cache.write(before + token, key, value);
        }
        self.cache.look_from(before, query, wide, mixed);
        let parts = x.chunks_mut(together * hidden).zip(mixed.chunks(together * wide));
        desks.each(parts, Desk::default, |_, (x, mixed), Desk { rows, .. }| {
            rows.fill(x.len() / hidden, wide, self.out.matrix.group(), |token, line| {
                line.copy_from_slice(&mixed[token * wide..][..wide]);
            })?;
            self.out.add(rows, x);
            Ok(())
        })?;
        Ok(())
    }

    /// The feed-forward part, likewise.
    pub fn feed(&self, x: &mut [f32], tokens: usize, work: &Workspace) -> Result<()> {
        let (hidden, width) = (x.len() / tokens, self.gate.matrix.outputs());
        let parts = x.chunks_mut(rows_in_part(tokens, TOKENS_TOGETHER) * hidden);
        work.desks.each(parts, Desk::default, |_, x, desk| {
            desk.norm(&self.feed_norm, x, &self.gate)?;
            let Desk { rows, gate, up } = desk;
            let tokens = x.len() / hidden;
            gate.resize(tokens * width, 0.0);
            up.resize(tokens * width, 0.0);
            self.gate.write(rows, gate);
            self.up.write(rows, up);
            rows.fill(tokens, width, self.down.matrix.group(), |token, line| {
                gated(&gate[token * width..][..width], &up[token * width..][..width], line);
            })?;
            self.down.add(rows, x);
            Ok(())
        })?;
        Ok(())
    }

    fn linears(&self) -> [&Linear; 7] {
        [&self.query, &self.key, &self.value, &self.out, &self.gate, &self.up, &self.down]
    }
}
