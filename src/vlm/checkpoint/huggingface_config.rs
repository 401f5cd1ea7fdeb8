//! The JSON files of a Hugging Face folder, and the defaults transformers fills in where they are silent.

use super::{CheckpointError, Folder, Preprocessing, RopePairing, TextGeometry, VisionGeometry};
use crate::vlm::picture::Framing;
use serde::{Deserialize, de::DeserializeOwned};
use std::io::Read;

pub const CONFIG: &str = "config.json";
const PREPROCESSOR: &str = "preprocessor_config.json";
const GENERATION: &str = "generation_config.json";

#[derive(Deserialize)]
pub struct Config {
    pub image_token_id: Option<u32>,
    scale_factor: Option<usize>,
    vision_config: VisionConfig,
    text_config: TextConfig,
    pub tie_word_embeddings: Option<bool>,
}

#[derive(Deserialize)]
struct VisionConfig {
    hidden_size: Option<usize>,
    intermediate_size: Option<usize>,
    num_hidden_layers: Option<usize>,
    num_attention_heads: Option<usize>,
    image_size: Option<usize>,
    patch_size: Option<usize>,
    layer_norm_eps: Option<f64>,
    hidden_act: Option<String>,
}

#[derive(Deserialize)]
struct TextConfig {
    hidden_size: usize,
    intermediate_size: Option<usize>,
    num_hidden_layers: Option<usize>,
    num_attention_heads: Option<usize>,
    num_key_value_heads: Option<usize>,
    head_dim: Option<usize>,
    vocab_size: usize,
    rms_norm_eps: Option<f64>,
    rope_theta: Option<f64>,
    rope_parameters: Option<RopeParameters>,
    rope_scaling: Option<serde_json::Value>,
    max_position_embeddings: Option<usize>,
    hidden_act: Option<String>,
    eos_token_id: Option<TokenIds>,
}

#[derive(Deserialize)]
struct RopeParameters {
    rope_theta: Option<f64>,
    rope_type: Option<String>,
}

/// `eos_token_id` is a number or a list of numbers.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum TokenIds {
    One(u32),
    Many(Vec<u32>),
}

#[derive(Deserialize)]
struct PreprocessorConfig {
    size: Option<Edge>,
    max_image_size: Option<Edge>,
    image_mean: Option<[f32; 3]>,
    image_std: Option<[f32; 3]>,
    resample: Option<u32>,
    do_image_splitting: Option<bool>,
}

#[derive(Deserialize)]
struct Edge {
    longest_edge: u32,
}

#[derive(Deserialize, Default)]
struct GenerationConfig {
    eos_token_id: Option<TokenIds>,
}

/// Reads a file of the folder whole, or `None` when it is not there.
pub fn read_optional(folder: &dyn Folder, file: &str) -> Result<Option<Vec<u8>>, CheckpointError> {
    let unreadable = |error: std::io::Error| CheckpointError::unreadable(file, error);
    let Some(mut reader) = folder.open(file).map_err(unreadable)? else { return Ok(None) };
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Some(bytes))
}

pub fn read_required(folder: &dyn Folder, file: &str) -> Result<Vec<u8>, CheckpointError> {
    read_optional(folder, file)?.ok_or_else(|| CheckpointError::FileMissing { file: file.to_owned() })
}

pub fn parse<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, CheckpointError> {
    serde_json::from_slice(bytes).map_err(|error| CheckpointError::unreadable(file, error))
}

impl Config {
    /// The vision sizes. Files leave out what equals the defaults of `SmolVLMVisionConfig`.
    pub fn vision(&self) -> Result<VisionGeometry, CheckpointError> {
        let config = &self.vision_config;
        expect_word("vision_config.hidden_act", config.hidden_act.as_deref(), "gelu_pytorch_tanh")?;
        let geometry = VisionGeometry {
            hidden: config.hidden_size.unwrap_or(1152),
            intermediate: config.intermediate_size.unwrap_or(3072),
            layers: config.num_hidden_layers.unwrap_or(12),
            heads: config.num_attention_heads.unwrap_or(16),
            norm_eps: config.layer_norm_eps.unwrap_or(1e-6),
            tile: config.image_size.unwrap_or(224),
            patch: config.patch_size.unwrap_or(32),
            scale: self.scale_factor.unwrap_or(2),
        };
        geometry.check(CONFIG)?;
        Ok(geometry)
    }

    /// The decoder's sizes. The 2.2B checkpoint leaves out its 32 heads.
    pub fn text(&self) -> Result<TextGeometry, CheckpointError> {
        let config = &self.text_config;
        expect_word("text_config.hidden_act", config.hidden_act.as_deref(), "silu")?;
        let rope_type = config.rope_parameters.as_ref().and_then(|rope| rope.rope_type.as_deref());
        expect_word("text_config.rope_parameters.rope_type", rope_type, "default")?;
        if config.rope_scaling.as_ref().is_some_and(|scaling| !scaling.is_null()) {
            return Err(CheckpointError::unexpected(CONFIG, "text_config.rope_scaling", "set", "none"));
        }
        let heads = config.num_attention_heads.unwrap_or(32);
        let theta = config.rope_parameters.as_ref().and_then(|rope| rope.rope_theta).or(config.rope_theta);
        let geometry = TextGeometry {
            hidden: config.hidden_size,
            intermediate: config.intermediate_size.unwrap_or(11_008),
            layers: config.num_hidden_layers.unwrap_or(32),
            heads,
            kv_heads: config.num_key_value_heads.unwrap_or(heads),
            head_dim: config.head_dim.unwrap_or(config.hidden_size / heads.max(1)),
            vocabulary: config.vocab_size,
            norm_eps: config.rms_norm_eps.unwrap_or(1e-6),
            rope_theta: theta.unwrap_or(10_000.0),
            rope_pairing: RopePairing::Halves,
            context: config.max_position_embeddings.unwrap_or(2048),
        };
        geometry.check(CONFIG)?;
        Ok(geometry)
    }

    /// Tokens that end an answer: the generation config's, else the decoder's own.
    pub fn end_tokens(&self, folder: &dyn Folder) -> Result<Vec<u32>, CheckpointError> {
        let generation: GenerationConfig = match read_optional(folder, GENERATION)? {
            Some(bytes) => parse(GENERATION, &bytes)?,
            None => GenerationConfig::default(),
        };
        match generation.eos_token_id.or_else(|| self.text_config.eos_token_id.clone()) {
            Some(TokenIds::One(id)) => Ok(vec![id]),
            Some(TokenIds::Many(ids)) => Ok(ids),
            None => Err(CheckpointError::missing_field(CONFIG, "text_config.eos_token_id")),
        }
    }
}

/// How this model wants its pictures.
pub fn preprocessing(folder: &dyn Folder, tile: usize) -> Result<Preprocessing, CheckpointError> {
    let config: PreprocessorConfig = parse(PREPROCESSOR, &read_required(folder, PREPROCESSOR)?)?;
    if config.resample.is_some_and(|filter| filter != 1) {
        return Err(CheckpointError::unexpected(
            PREPROCESSOR,
            "resample",
            config.resample.unwrap_or_default(),
            "1 (Lanczos)",
        ));
    }
    let frame = config
        .max_image_size
        .ok_or_else(|| CheckpointError::missing_field(PREPROCESSOR, "max_image_size.longest_edge"))?
        .longest_edge;
    if frame as usize != tile {
        return Err(CheckpointError::unexpected(PREPROCESSOR, "max_image_size.longest_edge", frame, tile));
    }
    let longest_edge =
        config.size.ok_or_else(|| CheckpointError::missing_field(PREPROCESSOR, "size.longest_edge"))?.longest_edge;
    Ok(Preprocessing {
        framing: Framing { tile: frame, longest_edge, split: config.do_image_splitting.unwrap_or(true) },
        mean: config.image_mean.unwrap_or([0.5; 3]),
        std: config.image_std.unwrap_or([0.5; 3]),
    })
}

fn expect_word(field: &str, found: Option<&str>, expected: &str) -> Result<(), CheckpointError> {
    match found {
        Some(found) if found != expected => Err(CheckpointError::unexpected(CONFIG, field, found, expected)),
        _ => Ok(()),
    }
}
