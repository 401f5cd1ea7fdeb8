//! The sizes of a model, all read from its files.

use super::CheckpointError;
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

    /// Refuses sizes that can't be computed with.
    pub(super) fn check(&self, file: &str) -> Result<(), CheckpointError> {
        divides(file, "vision heads", self.heads, self.hidden)?;
        divides(file, "pixel-shuffle scale", self.scale, self.tile / self.patch.max(1))
    }
}

/// Which elements of a head form the pairs that RoPE turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RopePairing {
    /// Element i with i + half: safetensors.
    Halves,
    /// Neighbours: GGUF, whose q and k rows are reordered for it.
    Interleaved,
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
    pub rope_theta: f64,
    pub rope_pairing: RopePairing,
    /// Most tokens the model was made for.
    pub context: usize,
}

impl TextGeometry {
    pub(super) fn check(&self, file: &str) -> Result<(), CheckpointError> {
        divides(file, "key/value heads", self.kv_heads, self.heads)?;
        divides(file, "pairs in a head", 2, self.head_dim)
    }
}

fn divides(file: &str, what: &str, divisor: usize, whole: usize) -> Result<(), CheckpointError> {
    if divisor == 0 || whole == 0 || !whole.is_multiple_of(divisor) {
        return Err(CheckpointError::unexpected(file, what, divisor, format!("a divisor of {whole}")));
    }
    Ok(())
}

/// How pictures are prepared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preprocessing {
    pub framing: Framing,
    /// Per channel, on a scale of 0 to 1.
    pub mean: [f32; 3],
    pub std: [f32; 3],
}
