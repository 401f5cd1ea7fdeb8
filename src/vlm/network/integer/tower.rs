//! The SigLIP tower and the connector: a frame in, rows for the decoder out.

use super::linear::Linear;
use crate::vlm::checkpoint::{Preprocessing, VisionGeometry};
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use candle_core::{Device, Tensor};
use shipcheck_kernels::{Activations, Attention, Looks, gelu, layer_norm};

/// Tokens that pass the feed-forward part together: enough for every thread, and a quarter of a frame's memory.
const FEED_TOKENS: usize = 256;

/// Layer normalisation with scale and shift, both [hidden].
pub struct LayerNorm {
    pub scale: Vec<f32>,
    pub shift: Vec<f32>,
    pub eps: f32,
}

impl LayerNorm {
    fn write(&self, x: &[f32], out: &mut [f32]) {
        layer_norm(x, &self.scale, &self.shift, self.eps, out);
    }
}

pub struct Block {
    pub norm1: LayerNorm,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub out: Linear,
    pub norm2: LayerNorm,
    pub up: Linear,
    pub down: Linear,
}

pub struct Tower {
    pub geometry: VisionGeometry,
    pub preprocessing: Preprocessing,
    /// Patch pixels [3 · patch²] → [hidden].
    pub patches: Linear,
    /// [patches, hidden]
    pub positions: Vec<f32>,
    pub blocks: Vec<Block>,
    pub last_norm: LayerNorm,
    /// `scale²` neighbouring patches [scale² · hidden] → [text hidden].
    pub projection: Linear,
}

/// What a frame needs besides the weights; all are [patches, …], except `mixed`: [heads, patches, head_dim].
pub struct Workspace {
    rows: Activations,
    attention: Attention,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    mixed: Vec<f32>,
    /// [tokens that feed forward together, intermediate]
    wide: Vec<f32>,
}

impl Workspace {
    pub fn new(tokens: usize, hidden: usize, intermediate: usize, heads: usize) -> Self {
        let new = |width: usize| vec![0.0; tokens * width];
        Self {
            rows: Activations::default(),
            attention: Attention::new(tokens, hidden / heads),
            query: new(hidden),
            key: new(hidden),
            value: new(hidden),
            mixed: new(hidden),
            wide: vec![0.0; FEED_TOKENS.min(tokens) * intermediate],
        }
    }
}

impl Tower {
    /// One frame of `tile × tile × 3` bytes → [tokens per frame, text hidden].
    pub async fn encode(&self, frame: &[u8], host: &mut impl Host) -> Result<Tensor> {
        let VisionGeometry { hidden, intermediate, heads, .. } = self.geometry;
        let tokens = self.geometry.patches_per_side().pow(2);
        let mut work = Workspace::new(tokens, hidden, intermediate, heads);
        let mut x = self.positions.clone();
        let pixels = self.pixel_values();
        work.rows.fill(tokens, self.patches.matrix.inputs(), self.patches.matrix.group(), |patch, line| {
            self.unfold(frame, &pixels, patch, line);
        })?;
        self.patches.add(&work.rows, &mut x);
        for block in &self.blocks {
            host.pause().await?;
            block.attend(&mut x, tokens, &mut work)?;
            host.pause().await?;
            block.feed(&mut x, tokens, &mut work)?;
        }
        self.connect(&x, &mut work.rows)
    }

    /// What each byte of each channel stands for.
    fn pixel_values(&self) -> [[f32; 256]; 3] {
        let Preprocessing { mean, std, .. } = self.preprocessing;
        std::array::from_fn(|channel| std::array::from_fn(|byte| (byte as f32 / 255.0 - mean[channel]) / std[channel]))
    }

    /// The pixels of a patch as a row, channel by channel: [3 · patch²].
    fn unfold(&self, frame: &[u8], pixels: &[[f32; 256]; 3], index: usize, line: &mut [f32]) {
        let VisionGeometry { tile, patch, .. } = self.geometry;
        let side = self.geometry.patches_per_side();
        let (top, left) = (index / side * patch, index % side * patch);
        for (place, line) in line.chunks_mut(patch).enumerate() {
            let (channel, y) = (place / patch, top + place % patch);
            let bytes = frame[(y * tile + left) * 3..].iter().skip(channel).step_by(3);
            line.iter_mut().zip(bytes).for_each(|(value, byte)| *value = pixels[channel][usize::from(*byte)]);
        }
    }

    /// The last norm, the pixel shuffle and the projection: [patches, hidden] → [tokens per frame, text hidden].
    fn connect(&self, x: &[f32], rows: &mut Activations) -> Result<Tensor> {
        let VisionGeometry { hidden, scale, .. } = self.geometry;
        let (side, matrix) = (self.geometry.patches_per_side(), &self.projection.matrix);
        let small = side / scale;
        rows.fill(small * small, matrix.inputs(), matrix.group(), |token, line| {
            let (top, left) = (token / small * scale, token % small * scale);
            for (place, line) in line.chunks_mut(hidden).enumerate() {
                let patch = (top + place / scale) * side + left + place % scale;
                self.last_norm.write(&x[patch * hidden..][..hidden], line);
            }
        })?;
        let mut out = vec![0.0; small * small * matrix.outputs()];
        self.projection.write(rows, &mut out);
        Ok(Tensor::from_vec(out, (small * small, matrix.outputs()), &Device::Cpu)?)
    }

    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(Block::bytes).sum();
        self.patches.bytes() + size_of_val(&self.positions[..]) + blocks + self.projection.bytes()
    }
}

impl Block {
    /// Attention, with its residual connection: x is [tokens, hidden].
    pub fn attend(&self, x: &mut [f32], tokens: usize, work: &mut Workspace) -> Result<()> {
        let hidden = x.len() / tokens;
        work.rows.fill(tokens, hidden, self.query.matrix.group(), |token, line| {
            self.norm1.write(&x[token * hidden..][..hidden], line);
        })?;
        self.query.write(&work.rows, &mut work.query);
        self.key.write(&work.rows, &mut work.key);
        self.value.write(&work.rows, &mut work.value);
        let looks = Looks { query: &work.query, key: &work.key, value: &work.value };
        work.attention.run(looks, &mut work.mixed)?;
        let head_dim = work.attention.head_dim();
        work.rows.fill(tokens, hidden, self.out.matrix.group(), |token, line| {
            for (line, head) in line.chunks_mut(head_dim).zip(work.mixed.chunks(tokens * head_dim)) {
                line.copy_from_slice(&head[token * head_dim..][..head_dim]);
            }
        })?;
        self.out.add(&work.rows, x);
        Ok(())
    }

    /// The feed-forward part, likewise.
    pub fn feed(&self, x: &mut [f32], tokens: usize, work: &mut Workspace) -> Result<()> {
        let (hidden, width) = (x.len() / tokens, self.up.matrix.outputs());
        for x in x.chunks_mut(FEED_TOKENS * hidden) {
            let tokens = x.len() / hidden;
            let wide = &mut work.wide[..tokens * width];
            work.rows.fill(tokens, hidden, self.up.matrix.group(), |token, line| {
                self.norm2.write(&x[token * hidden..][..hidden], line);
            })?;
            self.up.write(&work.rows, wide);
            work.rows.fill(tokens, width, self.down.matrix.group(), |token, line| {
                line.copy_from_slice(&wide[token * width..][..width]);
                gelu(line);
            })?;
            self.down.add(&work.rows, x);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        let linears = [&self.query, &self.key, &self.value, &self.out, &self.up, &self.down];
        linears.iter().map(|linear| linear.bytes()).sum()
    }
}
