//! The network in the kernels' small integers, with plain float32 slices between them.

mod builder;
mod decoder;
mod linear;
pub mod pace;
mod tower;
mod warm_up;

use decoder::Decoder;
use tower::Tower;

pub struct Parts {
    pub tower: Tower,
    pub decoder: Decoder,
}

impl Parts {
    /// Bytes of weights in memory.
    pub fn bytes(&self) -> usize {
        self.tower.bytes() + self.decoder.bytes()
    }
}
