//! Building the network from a checkpoint, tensor by tensor.

use super::Parts;
use super::connector::Connector;
use super::decoder::{Decoder, DecoderLayer, RmsNorm};
use super::kv_cache::KvCache;
use super::linear::Linear;
use super::rope::Rope;
use super::vision::{LayerNorm, VisionBlock, VisionTower};
use crate::vlm::checkpoint::{Preprocessing, TextGeometry, VisionGeometry, Weight};
use crate::vlm::error::Result;
use crate::vlm::host::Host;
use crate::vlm::network::embedding::Embedding;
use crate::vlm::network::reader::{Reader, is_finite};

impl Parts {
    /// `keep_blocks` leaves the decoder's quantised matrices as they are.
    pub async fn build(
        vision: &VisionGeometry,
        text: &TextGeometry,
        preprocessing: Preprocessing,
        keep_blocks: bool,
        reader: &mut Reader<'_, impl Host>,
    ) -> Result<Self> {
        // candle's float32 product is about twice as fast as its quantised one on many rows, so the tower is
        // unpacked; the decoder mostly sees one row at a time, where fewer bytes win.
        reader.keep_blocks = false;
        let tower = reader.tower(vision, preprocessing).await?;
        let joined = vision.scale * vision.scale * vision.hidden;
        let projection = reader.linear("connector.modality_projection.proj", joined, text.hidden).await?;
        let connector = Connector { projection, side: vision.patches_per_side(), scale: vision.scale };
        reader.keep_blocks = keep_blocks;
        let decoder = reader.decoder(text).await?;
        Ok(Self { tower, connector, decoder, cache: KvCache::new(text)? })
    }
}

impl<H: Host> Reader<'_, H> {
    /// With a bias where there is one.
    async fn linear(&mut self, name: &str, inputs: usize, outputs: usize) -> Result<Linear> {
        let weight_name = format!("{name}.weight");
        let weight = self.weight(&weight_name, &[outputs, inputs]).await?;
        let finite = match &weight {
            Weight::Full(tensor) => is_finite(tensor)?,
            blocks => Embedding::new(blocks.clone()).is_finite()?,
        };
        if !finite {
            return Err(self.not_finite(&weight_name));
        }
        let bias_name = format!("{name}.bias");
        let bias = if self.has(&bias_name) { Some(self.full(&bias_name, &[outputs]).await?) } else { None };
        Ok(Linear::new(weight, bias)?)
    }

    async fn layer_norm(&mut self, name: &str, size: usize, eps: f64) -> Result<LayerNorm> {
        let scale = self.full(&format!("{name}.weight"), &[size]).await?;
        let shift = self.full(&format!("{name}.bias"), &[size]).await?;
        Ok(LayerNorm { scale, shift, eps: eps as f32 })
    }

    async fn rms_norm(&mut self, name: &str, size: usize, eps: f64) -> Result<RmsNorm> {
        Ok(RmsNorm { scale: self.full(&format!("{name}.weight"), &[size]).await?, eps: eps as f32 })
    }

    async fn tower(&mut self, geometry: &VisionGeometry, preprocessing: Preprocessing) -> Result<VisionTower> {
        let VisionGeometry { hidden, patch, norm_eps, .. } = *geometry;
        let places = geometry.patches_per_side().pow(2);
        let kernel = self.full("vision_model.embeddings.patch_embedding.weight", &[hidden, 3, patch, patch]).await?;
        let bias = self.full("vision_model.embeddings.patch_embedding.bias", &[hidden]).await?;
        let positions = self.full("vision_model.embeddings.position_embedding.weight", &[places, hidden]).await?;
        let mut blocks = Vec::with_capacity(geometry.layers);
        for index in 0..geometry.layers {
            blocks.push(self.vision_block(geometry, index).await?);
        }
        Ok(VisionTower {
            geometry: geometry.clone(),
            preprocessing,
            patches: Linear::new(Weight::Full(kernel.reshape((hidden, 3 * patch * patch))?), Some(bias))?,
            positions,
            blocks,
            last_norm: self.layer_norm("vision_model.post_layernorm", hidden, norm_eps).await?,
        })
    }

    async fn vision_block(&mut self, geometry: &VisionGeometry, index: usize) -> Result<VisionBlock> {
        let VisionGeometry { hidden, intermediate, norm_eps, .. } = *geometry;
        let name = |part: &str| format!("vision_model.encoder.layers.{index}.{part}");
        Ok(VisionBlock {
            norm1: self.layer_norm(&name("layer_norm1"), hidden, norm_eps).await?,
            query: self.linear(&name("self_attn.q_proj"), hidden, hidden).await?,
            key: self.linear(&name("self_attn.k_proj"), hidden, hidden).await?,
            value: self.linear(&name("self_attn.v_proj"), hidden, hidden).await?,
            out: self.linear(&name("self_attn.out_proj"), hidden, hidden).await?,
            norm2: self.layer_norm(&name("layer_norm2"), hidden, norm_eps).await?,
            up: self.linear(&name("mlp.fc1"), hidden, intermediate).await?,
            down: self.linear(&name("mlp.fc2"), intermediate, hidden).await?,
        })
    }

    async fn decoder(&mut self, geometry: &TextGeometry) -> Result<Decoder> {
        let TextGeometry { hidden, vocabulary, norm_eps, .. } = *geometry;
        let mut layers = Vec::with_capacity(geometry.layers);
        for index in 0..geometry.layers {
            layers.push(self.decoder_layer(geometry, index).await?);
        }
        Ok(Decoder {
            geometry: geometry.clone(),
            layers,
            last_norm: self.rms_norm("text_model.norm", hidden, norm_eps).await?,
            head: self.linear("lm_head", hidden, vocabulary).await?,
            rope: Rope::new(geometry),
        })
    }

    async fn decoder_layer(&mut self, geometry: &TextGeometry, index: usize) -> Result<DecoderLayer> {
        let TextGeometry { hidden, intermediate, heads, kv_heads, head_dim, norm_eps, .. } = *geometry;
        let name = |part: &str| format!("text_model.layers.{index}.{part}");
        Ok(DecoderLayer {
            attention_norm: self.rms_norm(&name("input_layernorm"), hidden, norm_eps).await?,
            query: self.linear(&name("self_attn.q_proj"), hidden, heads * head_dim).await?,
            key: self.linear(&name("self_attn.k_proj"), hidden, kv_heads * head_dim).await?,
            value: self.linear(&name("self_attn.v_proj"), hidden, kv_heads * head_dim).await?,
            out: self.linear(&name("self_attn.o_proj"), heads * head_dim, hidden).await?,
            feed_norm: self.rms_norm(&name("post_attention_layernorm"), hidden, norm_eps).await?,
            gate: self.linear(&name("mlp.gate_proj"), hidden, intermediate).await?,
            up: self.linear(&name("mlp.up_proj"), hidden, intermediate).await?,
            down: self.linear(&name("mlp.down_proj"), intermediate, hidden).await?,
        })
    }
}
