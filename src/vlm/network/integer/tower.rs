//! The SigLIP tower and the connector: a frame in, rows for the decoder out.

use super::linear::Linear;
use crate::vlm::checkpoint::{Preprocessing, VisionGeometry};
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use candle_core::{Device, Tensor};
use shipcheck_kernels::{Activations, Attention, Desks, KernelError, Looks, gelu, layer_norm, rows_in_part};

/// Tokens that one thread carries from a norm to the residual connection at a time. What is in between stays in its
/// cache, and no thread waits for another before the end.
const TOKENS_TOGETHER: usize = 64;

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

/// What a frame needs besides the weights; all are [patches, hidden], except `mixed`: [heads, patches, head_dim].
pub struct Workspace {
    desks: Desks<Desk>,
    attention: Attention,
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
    wide: Vec<f32>,
}

impl Workspace {
    pub fn new(tokens: usize, hidden: usize, heads: usize) -> Self {
        let new = || vec![0.0; tokens * hidden];
        Self {
            desks: Desks::default(),
            attention: Attention::new(tokens, hidden / heads),
            query: new(),
            key: new(),
            value: new(),
            mixed: new(),
        }
    }
}

impl Desk {
    /// Takes [tokens, hidden] through a norm, on their way into a product with `linear`.
    fn norm(&mut self, norm: &LayerNorm, x: &[f32], linear: &Linear) -> Result<(), KernelError> {
        let hidden = linear.matrix.inputs();
        self.rows.fill(x.len() / hidden, hidden, linear.matrix.group(), |token, line| {
            norm.write(&x[token * hidden..][..hidden], line);
        })
    }
}

impl Tower {
    /// One frame of `tile × tile × 3` bytes → [tokens per frame, text hidden].
    pub async fn encode(&self, frame: &[u8], host: &mut impl Host) -> Result<Tensor> {
        let VisionGeometry { hidden, heads, .. } = self.geometry;
        let tokens = self.geometry.patches_per_side().pow(2);
        let mut work = Workspace::new(tokens, hidden, heads);
        let mut x = self.positions.clone();
        self.embed(frame, &mut x, &work)?;
        for block in &self.blocks {
            host.pause().await?;
            block.attend(&mut x, tokens, &mut work)?;
            host.pause().await?;
            block.feed(&mut x, tokens, &mut work)?;
        }
        self.connect(&x, &work)
    }

    /// Adds what the patches of a frame hold to their positions, [patches, hidden].
    fn embed(&self, frame: &[u8], x: &mut [f32], work: &Workspace) -> Result<()> {
        let (pixels, matrix) = (self.preprocessing.values(), &self.patches.matrix);
        let hidden = matrix.outputs();
        let together = rows_in_part(x.len() / hidden, TOKENS_TOGETHER);
        work.desks.each(x.chunks_mut(together * hidden), Desk::default, |part, x, Desk { rows, .. }| {
            rows.fill(x.len() / hidden, matrix.inputs(), matrix.group(), |patch, line| {
                self.unfold(frame, &pixels, part * together + patch, line);
            })?;
            self.patches.add(rows, x);
            Ok(())
        })?;
        Ok(())
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
    fn connect(&self, x: &[f32], work: &Workspace) -> Result<Tensor> {
        let VisionGeometry { hidden, scale, .. } = self.geometry;
        let (side, matrix) = (self.geometry.patches_per_side(), &self.projection.matrix);
        let (small, width) = (side / scale, matrix.outputs());
        let together = rows_in_part(small * small, TOKENS_TOGETHER);
        let mut out = vec![0.0; small * small * width];
        work.desks.each(out.chunks_mut(together * width), Desk::default, |part, out, Desk { rows, .. }| {
            rows.fill(out.len() / width, matrix.inputs(), matrix.group(), |token, line| {
                let token = part * together + token;
                let (top, left) = (token / small * scale, token % small * scale);
                for (place, line) in line.chunks_mut(hidden).enumerate() {
                    let patch = (top + place / scale) * side + left + place % scale;
                    self.last_norm.write(&x[patch * hidden..][..hidden], line);
                }
            })?;
            self.projection.write(rows, out);
            Ok(())
        })?;
        Ok(Tensor::from_vec(out, (small * small, width), &Device::Cpu)?)
    }

    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(Block::bytes).sum();
        self.patches.bytes() + size_of_val(&self.positions[..]) + blocks + self.projection.bytes()
    }
}

impl Block {
    /// Attention, with its residual connection: x is [tokens, hidden].
    pub fn attend(&self, x: &mut [f32], tokens: usize, work: &mut Workspace) -> Result<()> {
        let Workspace { desks, attention, query, key, value, mixed } = work;
        let (hidden, head_dim) = (x.len() / tokens, attention.head_dim());
        let together = rows_in_part(tokens, TOKENS_TOGETHER);
        let some = together * hidden;
        let looks = query.chunks_mut(some).zip(key.chunks_mut(some)).zip(value.chunks_mut(some));
        desks.each(x.chunks(some).zip(looks), Desk::default, |_, (x, ((query, key), value)), desk| {
            desk.norm(&self.norm1, x, &self.query)?;
            self.query.write(&desk.rows, query);
            self.key.write(&desk.rows, key);
            self.value.write(&desk.rows, value);
            Ok(())
        })?;
        attention.run(Looks { query, key, value }, mixed)?;
        desks.each(x.chunks_mut(some), Desk::default, |part, x, Desk { rows, .. }| {
            rows.fill(x.len() / hidden, hidden, self.out.matrix.group(), |token, line| {
                for (line, head) in line.chunks_mut(head_dim).zip(mixed.chunks(tokens * head_dim)) {
                    line.copy_from_slice(&head[(part * together + token) * head_dim..][..head_dim]);
                }
            })?;
            self.out.add(rows, x);
            Ok(())
        })?;
        Ok(())
    }

    /// The feed-forward part, likewise.
    pub fn feed(&self, x: &mut [f32], tokens: usize, work: &mut Workspace) -> Result<()> {
        let (hidden, width) = (x.len() / tokens, self.up.matrix.outputs());
        let some = rows_in_part(tokens, TOKENS_TOGETHER) * hidden;
        work.desks.each(x.chunks_mut(some), Desk::default, |_, x, desk| {
            desk.norm(&self.norm2, x, &self.up)?;
            let Desk { rows, wide } = desk;
            let tokens = x.len() / hidden;
            wide.resize(tokens * width, 0.0);
            self.up.write(rows, wide);
            rows.fill(tokens, width, self.down.matrix.group(), |token, line| {
                line.copy_from_slice(&wide[token * width..][..width]);
                gelu(line);
            })?;
            self.down.add(rows, x);
            Ok(())
        })?;
        Ok(())
    }

    fn bytes(&self) -> usize {
        let linears = [&self.query, &self.key, &self.value, &self.out, &self.up, &self.down];
        linears.iter().map(|linear| linear.bytes()).sum()
    }
}
