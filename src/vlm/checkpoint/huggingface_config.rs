//! `config.json` and `generation_config.json` of a Hugging Face folder, and the defaults that transformers fills in where
//! they are silent. What a config asks for is done or refused.

use super::geometry::{Biases, DeclaredText, DeclaredVision, Presence};
use super::json::{Object, read_optional, read_required};
use super::rope::{RopePairing, RopeScaling};
use super::{CheckpointError, Folder};

pub const CONFIG: &str = "config.json";
const GENERATION: &str = "generation_config.json";

/// What other models of Llama's kind do besides, under the names that their configs have for it.
const NOT_DONE: [&str; 16] = [
    "attn_logit_softcapping",
    "attention_chunk_size",
    "clip_qkv",
    "final_logit_softcapping",
    "no_rope_layer_interval",
    "no_rope_layers",
    "num_experts",
    "num_local_experts",
    "qk_layer_norms",
    "qk_norm",
    "quantization_config",
    "sliding_window",
    "use_qk_norm",
    "use_resampler",
    "use_sliding_window",
    "vision_use_head",
];
const NOT_MULTIPLIED: [&str; 6] = [
    "attention_multiplier",
    "embedding_multiplier",
    "logit_scale",
    "logits_scaling",
    "partial_rotary_factor",
    "residual_multiplier",
];

pub struct Config {
    whole: Object,
    vision: Object,
    text: Object,
}

impl Config {
    pub fn open(folder: &dyn Folder) -> Result<Self, CheckpointError> {
        let whole = Object::parse(CONFIG, &read_required(folder, CONFIG)?)?;
        whole.expect_text("model_type", &["smolvlm", "idefics3"])?;
        let part = |field: &str| whole.object(field)?.ok_or_else(|| whole.missing(field));
        let (vision, text) = (part("vision_config")?, part("text_config")?);
        for object in [&whole, &vision, &text] {
            object.expect_unset(&NOT_DONE)?;
            object.expect_one(&NOT_MULTIPLIED)?;
        }
        Ok(Self { whole, vision, text })
    }

    /// The tower's sizes. Files leave out what equals the defaults of `SmolVLMVisionConfig`.
    pub fn vision(&self) -> Result<DeclaredVision, CheckpointError> {
        let config = &self.vision;
        config.expect_text("hidden_act", &["gelu_pytorch_tanh"])?;
        config.size_or("num_channels", 3)?.within(3..=3)?;
        Ok(DeclaredVision {
            hidden: config.size_or("hidden_size", 1152)?,
            intermediate: config.size_or("intermediate_size", 3072)?,
            layers: config.size_or("num_hidden_layers", 12)?,
            heads: config.size_or("num_attention_heads", 16)?,
            norm_eps: config.number_or("layer_norm_eps", 1e-6)?,
            tile: config.size_or("image_size", 224)?,
            patch: config.size_or("patch_size", 32)?,
            scale: self.whole.size_or("scale_factor", 2)?,
        })
    }

    /// The decoder's sizes. The 2.2B checkpoint leaves out its 32 heads.
    pub fn text(&self) -> Result<DeclaredText, CheckpointError> {
        let config = &self.text;
        config.expect_text("model_type", &["llama"])?;
        config.expect_text("hidden_act", &["silu"])?;
        config.expect_flag("is_causal", true)?;
        let size = |field: &str| config.size(field)?.ok_or_else(|| config.missing(field));
        let bias =
            |field: &str| Ok(if config.flag(field)? == Some(true) { Presence::Required } else { Presence::Refused });
        let rope = self.rope()?;
        let theta = match &rope {
            Some(rope) => rope.number("rope_theta")?,
            None => None,
        };
        Ok(DeclaredText {
            hidden: size("hidden_size")?,
            intermediate: config.size_or("intermediate_size", 11_008)?,
            layers: config.size_or("num_hidden_layers", 32)?,
            heads: config.size_or("num_attention_heads", 32)?,
            kv_heads: config.size("num_key_value_heads")?,
            head_dim: config.size("head_dim")?,
            vocabulary: size("vocab_size")?,
            norm_eps: config.number_or("rms_norm_eps", 1e-6)?,
            rope_theta: theta.map_or_else(|| config.number_or("rope_theta", 10_000.0), Ok)?,
            rope_scaling: self.rope_scaling(rope.as_ref())?,
            rope_pairing: RopePairing::Halves,
            context: config.size_or("max_position_embeddings", 2048)?,
            biases: Biases { attention: bias("attention_bias")?, feed: bias("mlp_bias")? },
        })
    }

    /// What transformers 5 calls `rope_parameters`, and transformers 4 `rope_scaling`.
    fn rope(&self) -> Result<Option<Object>, CheckpointError> {
        match (self.text.object("rope_parameters")?, self.text.object("rope_scaling")?) {
            (Some(_), Some(_)) => Err(self.text.refuse("rope_scaling", "nothing beside rope_parameters")),
            (new, old) => Ok(new.or(old)),
        }
    }

    fn rope_scaling(&self, rope: Option<&Object>) -> Result<RopeScaling, CheckpointError> {
        let Some(rope) = rope else { return Ok(RopeScaling::None) };
        rope.expect_one(&["partial_rotary_factor", "attention_factor"])?;
        let needed = |field: &str| rope.number(field)?.ok_or_else(|| rope.missing(field));
        let field = if rope.text("rope_type")?.is_some() { "rope_type" } else { "type" };
        match rope.text(field)?.unwrap_or("default") {
            "default" => Ok(RopeScaling::None),
            "linear" => Ok(RopeScaling::Linear(needed("factor")?)),
            "llama3" => Ok(RopeScaling::Llama3 {
                factor: needed("factor")?,
                low: needed("low_freq_factor")?,
                high: needed("high_freq_factor")?,
                original: rope
                    .size("original_max_position_embeddings")?
                    .ok_or_else(|| rope.missing("original_max_position_embeddings"))?,
            }),
            _ => Err(rope.refuse(field, "default, linear or llama3")),
        }
    }

    /// The token that stands for a row of a picture, where it is said.
    pub fn image_token(&self) -> Result<Option<u32>, CheckpointError> {
        match self.whole.size("image_token_id")? {
            Some(id) => Ok(Some(id.within(0..=u32::MAX)? as u32)),
            None => Ok(None),
        }
    }

    /// Whether the decoder's last matrix is that of the embeddings.
    pub fn is_tied(&self) -> Result<bool, CheckpointError> {
        const TIED: &str = "tie_word_embeddings";
        Ok(self.whole.flag(TIED)?.or(self.text.flag(TIED)?).unwrap_or(false))
    }

    /// Tokens that end an answer: the generation config's, else the decoder's own.
    pub fn end_tokens(&self, folder: &dyn Folder) -> Result<Vec<u32>, CheckpointError> {
        const EOS: &str = "eos_token_id";
        let generation = match read_optional(folder, GENERATION)? {
            Some(bytes) => Object::parse(GENERATION, &bytes)?.ids(EOS)?,
            None => None,
        };
        match generation {
            Some(ids) => Ok(ids),
            None => self.text.ids(EOS)?.ok_or_else(|| self.text.missing(EOS)),
        }
    }
}
