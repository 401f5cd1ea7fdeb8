//! Rotary position embedding (RoFormer, arXiv 2104.09864), in both pairings found in checkpoints.

use crate::vlm::checkpoint::{RopePairing, TextGeometry};
use candle_core::{Device, Result, Tensor};

pub struct Rope {
    pairing: RopePairing,
    /// [positions, head_dim / 2]
    cos: Tensor,
    sin: Tensor,
}

impl Rope {
    pub fn new(geometry: &TextGeometry) -> Result<Self> {
        let half = geometry.head_dim / 2;
        let frequency = |pair: usize| geometry.rope_theta.powf(-(2.0 * pair as f64) / geometry.head_dim as f64) as f32;
        let frequencies: Vec<f32> = (0..half).map(frequency).collect();
        let angles: Vec<f32> = (0..geometry.context)
            .flat_map(|position| frequencies.iter().map(move |frequency| position as f32 * frequency))
            .collect();
        let angles = Tensor::from_vec(angles, (geometry.context, half), &Device::Cpu)?;
        Ok(Self { pairing: geometry.rope_pairing, cos: angles.cos()?, sin: angles.sin()? })
    }

    /// Turns [heads, tokens, head_dim], whose first token stands at `position`.
    pub fn turn(&self, x: &Tensor, position: usize) -> Result<Tensor> {
        let tokens = x.dim(1)?;
        let (cos, sin) = (self.cos.narrow(0, position, tokens)?, self.sin.narrow(0, position, tokens)?);
        let batch = x.contiguous()?.unsqueeze(0)?;
        match self.pairing {
            RopePairing::Halves => candle_nn::rotary_emb::rope(&batch, &cos, &sin)?,
            RopePairing::Interleaved => candle_nn::rotary_emb::rope_i(&batch, &cos, &sin)?,
        }
        .squeeze(0)
    }
}
