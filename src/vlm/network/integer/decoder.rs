//! The Llama decoder, and the keys and values of what it has read.

use super::linear::Linear;
use crate::vlm::checkpoint::TextGeometry;
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use candle_core::{Device, Tensor};
use shipcheck_kernels::{Activations, CachedAttention, Rotation, gated, rms_norm};

/// The cache grows by multiples of this, so that small growth doesn't reallocate.
const STEP: usize = 256;

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

/// What a pass needs besides the weights.
#[derive(Default)]
pub struct Workspace {
    rows: Activations,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    mixed: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
}

impl Decoder {
    /// Reads [tokens, hidden] behind what was read before; returns [tokens, hidden].
    pub async fn read(&mut self, rows: &Tensor, host: &mut impl Host) -> Result<Tensor> {
        let shape = rows.dims2()?;
        let (tokens, _) = shape;
        let mut x = rows.flatten_all()?.to_vec1::<f32>()?;
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
    pub fn logits(&mut self, rows: &Tensor) -> Result<Tensor> {
        let last = rows.get(rows.dim(0)? - 1)?.to_vec1::<f32>()?;
        let matrix = &self.head.matrix;
        self.work.rows.fill(1, last.len(), matrix.group(), |_, line| self.last_norm.write(&last, line))?;
        let mut logits = vec![0.0; matrix.outputs()];
        self.head.write(&self.work.rows, &mut logits);
        Ok(Tensor::from_vec(logits, matrix.outputs(), &Device::Cpu)?)
    }

    /// Makes room for `tokens` in all, keeping what was read.
    pub fn reserve(&mut self, tokens: usize) {
        let capacity = tokens.next_multiple_of(STEP);
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
    fn size(&mut self, geometry: &TextGeometry, tokens: usize) {
        let TextGeometry { heads, kv_heads, head_dim, intermediate, .. } = *geometry;
        for (buffer, width) in [
            (&mut self.query, heads * head_dim),
            (&mut self.key, kv_heads * head_dim),
            (&mut self.value, kv_heads * head_dim),
            (&mut self.mixed, heads * head_dim),
            (&mut self.gate, intermediate),
            (&mut self.up, intermediate),
        ] {
            buffer.resize(tokens * width, 0.0);
        }
    }
}

impl Layer {
    fn attend(
        &mut self,
        x: &mut [f32],
        geometry: &TextGeometry,
        rotation: &Rotation,
        before: usize,
        work: &mut Workspace,
    ) -> Result<()> {
        let TextGeometry { hidden, heads, kv_heads, head_dim, .. } = *geometry;
        let (tokens, wide, narrow) = (x.len() / hidden, heads * head_dim, kv_heads * head_dim);
        work.rows.fill(tokens, hidden, self.query.matrix.group(), |token, line| {
            self.attention_norm.write(&x[token * hidden..][..hidden], line);
        })?;
        self.query.write(&work.rows, &mut work.query);
        self.key.write(&work.rows, &mut work.key);
        self.value.write(&work.rows, &mut work.value);
        for token in 0..tokens {
            let query = &mut work.query[token * wide..][..wide];
            let key = &mut work.key[token * narrow..][..narrow];
            query
                .chunks_mut(head_dim)
                .chain(key.chunks_mut(head_dim))
                .for_each(|head| rotation.turn(head, before + token));
            self.cache.write(before + token, key, &work.value[token * narrow..][..narrow]);
        }
        self.cache.look_from(before, &work.query, wide, &mut work.mixed);
        work.rows.fill(tokens, wide, self.out.matrix.group(), |token, line| {
            line.copy_from_slice(&work.mixed[token * wide..][..wide]);
        })?;
        self.out.add(&work.rows, x);
        Ok(())
    }

    fn feed(&self, x: &mut [f32], tokens: usize, work: &mut Workspace) -> Result<()> {
        let (hidden, width) = (x.len() / tokens, self.gate.matrix.outputs());
        work.rows.fill(tokens, hidden, self.gate.matrix.group(), |token, line| {
            self.feed_norm.write(&x[token * hidden..][..hidden], line);
        })?;
        self.gate.write(&work.rows, &mut work.gate);
        self.up.write(&work.rows, &mut work.up);
        work.rows.fill(tokens, width, self.down.matrix.group(), |token, line| {
            gated(&work.gate[token * width..][..width], &work.up[token * width..][..width], line);
        })?;
        self.down.add(&work.rows, x);
        Ok(())
    }

    fn linears(&self) -> [&Linear; 7] {
        [&self.query, &self.key, &self.value, &self.out, &self.gate, &self.up, &self.down]
    }
}
