//! The sizes of a model. [`Geometry::check`] is the only way to have them: within bounds, fitting each other, and borne
//! out by the tensors that are there.

use super::declared::Declared;
use super::rope::{self, RopePairing, RopeScaling};
use super::{CheckpointError, Weights, inventory};
use crate::vlm::picture::Framing;

/// The SigLIP tower and the connector behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct VisionGeometry {
    pub hidden: usize,
    pub intermediate: usize,
    pub layers: usize,
    pub heads: usize,
    pub norm_eps: f64,
    /// Side of a frame, in pixels.
    pub tile: usize,
    /// Side of a patch, in pixels.
    pub patch: usize,
    /// Pixel-shuffle factor: `scale × scale` patches become one row for the decoder.
    pub scale: usize,
}

impl VisionGeometry {
    /// Patches along one side; pixels beyond the last whole patch are not seen.
    pub fn patches_per_side(&self) -> usize {
        self.tile / self.patch
    }

    /// Rows the decoder gets for one frame.
    pub fn tokens_per_frame(&self) -> usize {
        (self.patches_per_side() / self.scale).pow(2)
    }
}

/// The Llama decoder.
#[derive(Clone, Debug, PartialEq)]
pub struct TextGeometry {
    pub hidden: usize,
    pub intermediate: usize,
    pub layers: usize,
    pub heads: usize,
    /// Heads of keys and values; each serves `heads / kv_heads` query heads.
    pub kv_heads: usize,
    pub head_dim: usize,
    pub vocabulary: usize,
    pub norm_eps: f64,
    /// Radians that each pair of a head turns from one position to the next: [head_dim / 2].
    pub frequencies: Vec<f32>,
    pub rope_pairing: RopePairing,
    /// Most tokens the model was made for.
    pub context: usize,
}

/// The tower's sizes as a file declares them.
pub struct DeclaredVision {
    pub hidden: Declared<u64>,
    pub intermediate: Declared<u64>,
    pub layers: Declared<u64>,
    pub heads: Declared<u64>,
    pub norm_eps: Declared<f64>,
    pub tile: Declared<u64>,
    pub patch: Declared<u64>,
    pub scale: Declared<u64>,
}

/// The decoder's sizes as a file declares them.
pub struct DeclaredText {
    pub hidden: Declared<u64>,
    pub intermediate: Declared<u64>,
    pub layers: Declared<u64>,
    pub heads: Declared<u64>,
    pub kv_heads: Option<Declared<u64>>,
    pub head_dim: Option<Declared<u64>>,
    pub vocabulary: Declared<u64>,
    pub norm_eps: Declared<f64>,
    pub rope_theta: Declared<f64>,
    pub rope_scaling: RopeScaling,
    pub rope_pairing: RopePairing,
    pub context: Declared<u64>,
    pub biases: Biases,
}

/// Which matrices of the decoder have a bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Biases {
    pub attention: Presence,
    pub feed: Presence,
}

/// Whether a tensor must, may or must not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Required,
    Optional,
    Refused,
}

/// Bounds that no model of this kind comes near; products of any three stay below 2⁶⁴.
const MOST_HIDDEN: u32 = 1 << 14;
const MOST_INTERMEDIATE: u32 = 1 << 18;
const MOST_LAYERS: u32 = 1 << 10;
const MOST_HEADS: u32 = 1 << 10;
const MOST_HEAD_DIM: u32 = 1 << 10;
const MOST_VOCABULARY: u32 = 1 << 22;
const MOST_TILE: u32 = 1 << 12;
const MOST_PATCHES_PER_SIDE: usize = 1 << 8;
const MOST_SCALE: u32 = 1 << 4;

/// Norms divide by the root of a variance plus this.
const NORM_EPS: std::ops::RangeInclusive<f64> = 1e-30..=1.0;

impl VisionGeometry {
    fn new(declared: &DeclaredVision) -> Result<Self, CheckpointError> {
        let hidden = declared.hidden.within(1..=MOST_HIDDEN)?;
        let tile = declared.tile.within(1..=MOST_TILE)?;
        let patch = declared.patch.within(1..=tile as u32)?;
        if tile / patch > MOST_PATCHES_PER_SIDE {
            return Err(declared.patch.refuse(format!("at least {}", tile.div_ceil(MOST_PATCHES_PER_SIDE))));
        }
        Ok(Self {
            hidden,
            intermediate: declared.intermediate.within(1..=MOST_INTERMEDIATE)?,
            layers: declared.layers.within(1..=MOST_LAYERS)?,
            heads: declared.heads.dividing(hidden, 1..=MOST_HEADS)?,
            norm_eps: declared.norm_eps.within(NORM_EPS)?,
            tile,
            patch,
            scale: declared.scale.dividing(tile / patch, 1..=MOST_SCALE)?,
        })
    }
}

impl TextGeometry {
    fn new(declared: &DeclaredText) -> Result<Self, CheckpointError> {
        let hidden = declared.hidden.within(1..=MOST_HIDDEN)?;
        let heads = declared.heads.within(1..=MOST_HEADS)?;
        let kv_heads = match &declared.kv_heads {
            Some(kv_heads) => kv_heads.dividing(heads, 1..=MOST_HEADS)?,
            None => heads,
        };
        let head_dim = match &declared.head_dim {
            Some(head_dim) => head_dim.within(2..=MOST_HEAD_DIM)?,
            None => hidden / declared.heads.dividing(hidden, 1..=MOST_HEADS)?,
        };
        if !head_dim.is_multiple_of(2) {
            let field = declared.head_dim.as_ref().unwrap_or(&declared.heads);
            return Err(field.refuse(format!("such that a head of {head_dim} can be turned in pairs")));
        }
        Ok(Self {
            hidden,
            intermediate: declared.intermediate.within(1..=MOST_INTERMEDIATE)?,
            layers: declared.layers.within(1..=MOST_LAYERS)?,
            heads,
            kv_heads,
            head_dim,
            vocabulary: declared.vocabulary.within(1..=MOST_VOCABULARY)?,
            norm_eps: declared.norm_eps.within(NORM_EPS)?,
            frequencies: rope::frequencies(&declared.rope_theta, &declared.rope_scaling, head_dim)?,
            rope_pairing: declared.rope_pairing,
            context: declared.context.within(1..=u32::MAX)?,
        })
    }
}

/// Both halves of a model, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    vision: VisionGeometry,
    text: TextGeometry,
    tensors: usize,
}

impl Geometry {
    /// # Errors
    /// Names the field that is out of bounds or doesn't fit, or the tensor that is missing, has another shape or is not
    /// known.
    pub(super) fn check(
        vision: &DeclaredVision,
        text: &DeclaredText,
        weights: &dyn Weights,
    ) -> Result<Self, CheckpointError> {
        let (sizes, biases) = ((VisionGeometry::new(vision)?, TextGeometry::new(text)?), text.biases);
        inventory::layers(&vision.layers, "vision_model.encoder.layers", "layer_norm1", weights)?;
        inventory::layers(&text.layers, "text_model.layers", "input_layernorm", weights)?;
        let (vision, text) = sizes;
        let tensors = inventory::check(&vision, &text, biases, weights)?;
        Ok(Self { vision, text, tensors })
    }

    pub fn vision(&self) -> &VisionGeometry {
        &self.vision
    }

    pub fn text(&self) -> &TextGeometry {
        &self.text
    }

    /// How many tensors the model has.
    pub fn tensors(&self) -> usize {
        self.tensors
    }

    /// Conversations of at most so many tokens from now on, if that is less than before.
    pub fn shorten(&mut self, context: usize) {
        self.text.context = self.text.context.min(context.max(1));
    }
}

/// How pictures are prepared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preprocessing {
    pub framing: Framing,
    /// What the bytes of a picture are divided by first.
    pub divisor: f32,
    /// Per channel, of what has been divided.
    pub mean: [f32; 3],
    pub std: [f32; 3],
}

impl Preprocessing {
    /// What each byte of each channel stands for.
    pub fn values(&self) -> [[f32; 256]; 3] {
        std::array::from_fn(|channel| {
            std::array::from_fn(|byte| (byte as f32 / self.divisor - self.mean[channel]) / self.std[channel])
        })
    }
}
