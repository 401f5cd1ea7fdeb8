//! Packing the network from a checkpoint, tensor by tensor.

use super::Parts;
use super::decoder::{Decoder, Layer, RmsNorm, Workspace};
use super::linear::Linear;
use super::tower::{Block, LayerNorm, Tower};
use crate::vlm::checkpoint::{Preprocessing, RopePairing, TextGeometry, VisionGeometry, Weight};
use crate::vlm::error::{Result, VlmError};
use crate::vlm::host::Host;
use crate::vlm::network::reader::Reader;
use shipcheck_kernels::{CachedAttention, KernelError, Pairs, Rotation, calibrate};

/// Inputs that share a scale in the tower, where speed counts most: finer groups cost time per product.
pub const VISION_GROUP: usize = 256;

/// Inputs that share a scale in the decoder, whose logits feel every rounding: a whole number of them is in a row of
/// SmolLM2's 576, 960 and 1536.
const TEXT_GROUP: usize = 192;

impl Parts {
    pub async fn build(
        vision: &VisionGeometry,
        text: &TextGeometry,
        preprocessing: Preprocessing,
        reader: &mut Reader<'_, impl Host>,
    ) -> Result<Self> {
        // Browsers compile in a hurry first and well later: the first time makes them do the second, which then shows
        // what the products will really take.
        calibrate(|| reader.now_ms());
        reader.keep_blocks = true;
        let head = reader.packed("lm_head", [text.hidden, text.vocabulary], TEXT_GROUP).await?;
        let tower = reader.packed_tower(vision, text, preprocessing).await?;
        let mut decoder = reader.packed_decoder(text, head).await?;
        calibrate(|| reader.now_ms());
        if reader.compiles_late() {
            tower.warm_up()?;
            decoder.warm_up()?;
        }
        Ok(Self { tower, decoder })
    }
}

impl<H: Host> Reader<'_, H> {
    /// With a bias where there is one.
    async fn packed(&mut self, name: &str, [inputs, outputs]: [usize; 2], group: usize) -> Result<Linear> {
        let weight_name = format!("{name}.weight");
        let weight = self.weight(&weight_name, &[outputs, inputs]).await?;
        let bias_name = format!("{name}.bias");
        let bias = if self.has(&bias_name) { Some(self.numbers(&bias_name, &[outputs]).await?) } else { None };
        Linear::new(&weight, bias, group).map_err(|error| match error {
            VlmError::Kernel(KernelError::NotFinite) => self.not_finite(&weight_name),
            other => other,
        })
    }

    async fn packed_tower(
        &mut self,
        geometry: &VisionGeometry,
        text: &TextGeometry,
        preprocessing: Preprocessing,
    ) -> Result<Tower> {
        let VisionGeometry { hidden, patch, norm_eps, scale, .. } = *geometry;
        let places = geometry.patches_per_side().pow(2);
        let kernel = self.full("vision_model.embeddings.patch_embedding.weight", &[hidden, 3, patch, patch]).await?;
        let bias = self.numbers("vision_model.embeddings.patch_embedding.bias", &[hidden]).await?;
        let positions = self.numbers("vision_model.embeddings.position_embedding.weight", &[places, hidden]).await?;
        let mut blocks = Vec::with_capacity(geometry.layers);
        for index in 0..geometry.layers {
            blocks.push(self.block(geometry, index).await?);
        }
        let last_norm = self.vision_norm("vision_model.post_layernorm", hidden, norm_eps).await?;
        let shape = [scale * scale * hidden, text.hidden];
        let projection = self.packed("connector.modality_projection.proj", shape, VISION_GROUP).await?;
        let kernel = Weight::Full(kernel.reshape((hidden, 3 * patch * patch))?);
        let patches = Linear::new(&kernel, Some(bias), VISION_GROUP)?;
        Ok(Tower { geometry: geometry.clone(), preprocessing, patches, positions, blocks, last_norm, projection })
    }

    async fn block(&mut self, geometry: &VisionGeometry, index: usize) -> Result<Block> {
        let VisionGeometry { hidden, intermediate, norm_eps, .. } = *geometry;
        let name = |part: &str| format!("vision_model.encoder.layers.{index}.{part}");
        let square = [hidden, hidden];
        Ok(Block {
            norm1: self.vision_norm(&name("layer_norm1"), hidden, norm_eps).await?,
            query: self.packed(&name("self_attn.q_proj"), square, VISION_GROUP).await?,
            key: self.packed(&name("self_attn.k_proj"), square, VISION_GROUP).await?,
            value: self.packed(&name("self_attn.v_proj"), square, VISION_GROUP).await?,
            out: self.packed(&name("self_attn.out_proj"), square, VISION_GROUP).await?,
            norm2: self.vision_norm(&name("layer_norm2"), hidden, norm_eps).await?,
            up: self.packed(&name("mlp.fc1"), [hidden, intermediate], VISION_GROUP).await?,
            down: self.packed(&name("mlp.fc2"), [intermediate, hidden], VISION_GROUP).await?,
        })
    }

    async fn vision_norm(&mut self, name: &str, size: usize, eps: f64) -> Result<LayerNorm> {
        let scale = self.numbers(&format!("{name}.weight"), &[size]).await?;
        let shift = self.numbers(&format!("{name}.bias"), &[size]).await?;
        Ok(LayerNorm { scale, shift, eps: eps as f32 })
    }

    async fn text_norm(&mut self, name: &str, size: usize, eps: f64) -> Result<RmsNorm> {
        Ok(RmsNorm { scale: self.numbers(&format!("{name}.weight"), &[size]).await?, eps: eps as f32 })
    }

    async fn packed_decoder(&mut self, geometry: &TextGeometry, head: Linear) -> Result<Decoder> {
        let TextGeometry { hidden, norm_eps, .. } = *geometry;
        let mut layers = Vec::with_capacity(geometry.layers);
        for index in 0..geometry.layers {
            layers.push(self.layer(geometry, index).await?);
        }
        Ok(Decoder {
            geometry: geometry.clone(),
            layers,
            last_norm: self.text_norm("text_model.norm", hidden, norm_eps).await?,
            head,
            rotation: rotation(geometry),
            len: 0,
            work: Workspace::default(),
        })
    }

    async fn layer(&mut self, geometry: &TextGeometry, index: usize) -> Result<Layer> {
        let TextGeometry { hidden, intermediate, heads, kv_heads, head_dim, norm_eps, .. } = *geometry;
        let name = |part: &str| format!("text_model.layers.{index}.{part}");
        let (wide, narrow) = (heads * head_dim, kv_heads * head_dim);
        Ok(Layer {
            attention_norm: self.text_norm(&name("input_layernorm"), hidden, norm_eps).await?,
            query: self.packed(&name("self_attn.q_proj"), [hidden, wide], TEXT_GROUP).await?,
            key: self.packed(&name("self_attn.k_proj"), [hidden, narrow], TEXT_GROUP).await?,
            value: self.packed(&name("self_attn.v_proj"), [hidden, narrow], TEXT_GROUP).await?,
            out: self.packed(&name("self_attn.o_proj"), [wide, hidden], TEXT_GROUP).await?,
            feed_norm: self.text_norm(&name("post_attention_layernorm"), hidden, norm_eps).await?,
            gate: self.packed(&name("mlp.gate_proj"), [hidden, intermediate], TEXT_GROUP).await?,
            up: self.packed(&name("mlp.up_proj"), [hidden, intermediate], TEXT_GROUP).await?,
            down: self.packed(&name("mlp.down_proj"), [intermediate, hidden], TEXT_GROUP).await?,
            cache: CachedAttention::new(kv_heads, head_dim),
        })
    }
}

/// Angles are made as positions come.
fn rotation(geometry: &TextGeometry) -> Rotation {
    let pairs = match geometry.rope_pairing {
        RopePairing::Halves => Pairs::Halves,
        RopePairing::Interleaved => Pairs::Interleaved,
    };
    Rotation::new(pairs, &geometry.frequencies)
}
