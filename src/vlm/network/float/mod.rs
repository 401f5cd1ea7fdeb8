//! The network in candle's tensors.

mod builder;
mod connector;
mod decoder;
mod kv_cache;
mod linear;
mod rope;
mod vision;

pub use linear::tensor_bytes;

use connector::Connector;
use decoder::Decoder;
use kv_cache::KvCache;
use vision::VisionTower;

pub struct Parts {
    pub tower: VisionTower,
    pub connector: Connector,
    pub decoder: Decoder,
    pub cache: KvCache,
}

impl Parts {
    /// Bytes of weights in memory.
    pub fn bytes(&self) -> usize {
        self.tower.bytes() + self.connector.projection.bytes() + self.decoder.bytes()
    }
}
