//! Rotary position embedding (RoFormer, arXiv 2104.09864), in both pairings found in checkpoints.

use crate::vlm::checkpoint::{RopePairing, TextGeometry};
use candle_core::{Device, Result, Tensor};

pub struct Rope {
    pairing: RopePairing,
    /// Radians that each pair turns from one position to the next: [head_dim / 2].
    frequencies: Vec<f32>,
}

/// The angles of some positions that follow each other, both [positions, head_dim / 2].
pub struct Angles {
    pairing: RopePairing,
    cos: Tensor,
    sin: Tensor,
}

impl Rope {
    pub fn new(geometry: &TextGeometry) -> Self {
        Self { pairing: geometry.rope_pairing, frequencies: geometry.frequencies.clone() }
    }

    /// The angles of `tokens` positions from `first` on.
    pub fn angles(&self, first: usize, tokens: usize) -> Result<Angles> {
        let angles: Vec<f32> = (first..first + tokens)
            .flat_map(|position| self.frequencies.iter().map(move |frequency| position as f32 * frequency))
            .collect();
        let angles = Tensor::from_vec(angles, (tokens, self.frequencies.len()), &Device::Cpu)?;
        Ok(Angles { pairing: self.pairing, cos: angles.cos()?, sin: angles.sin()? })
    }
}

impl Angles {
    /// Turns [heads, tokens, head_dim].
    pub fn turn(&self, x: &Tensor) -> Result<Tensor> {
        let batch = x.contiguous()?.unsqueeze(0)?;
        match self.pairing {
            RopePairing::Halves => candle_nn::rotary_emb::rope(&batch, &self.cos, &self.sin)?,
            RopePairing::Interleaved => candle_nn::rotary_emb::rope_i(&batch, &self.cos, &self.sin)?,
        }
        .squeeze(0)
    }
}
