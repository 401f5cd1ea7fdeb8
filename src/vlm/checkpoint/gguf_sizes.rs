//! What the metadata of a GGUF pair says of sizes. What it asks for besides is done or refused.

use super::CheckpointError;
use super::declared::Declared;
use super::geometry::{Biases, DeclaredText, DeclaredVision, Presence};
use super::gguf_header::GgufHeader;
use super::preprocessing::{DeclaredFrames, ImageValues};
use super::rope::{RopePairing, RopeScaling};

/// Files without a preprocessing size are SmolVLM2's official ones, which enlarge to four tiles.
const TILES_WITHOUT_PREPROCESSING_SIZE: u64 = 4;

/// The keys that are read, and those that change nothing here.
const TEXT_KEYS: [&str; 17] = [
    "attention.causal",
    "attention.head_count",
    "attention.head_count_kv",
    "attention.key_length",
    "attention.layer_norm_rms_epsilon",
    "attention.value_length",
    "block_count",
    "context_length",
    "embedding_length",
    "expert_count",
    "expert_used_count",
    "feed_forward_length",
    "rope.dimension_count",
    "rope.freq_base",
    "rope.scaling.factor",
    "rope.scaling.type",
    "vocab_size",
];
const VISION_KEYS: [&str; 20] = [
    "has_audio_encoder",
    "has_llava_projector",
    "has_text_encoder",
    "has_vision_encoder",
    "projector_type",
    "use_gelu",
    "use_silu",
    "vision.attention.head_count",
    "vision.attention.layer_norm_epsilon",
    "vision.block_count",
    "vision.embedding_length",
    "vision.feed_forward_length",
    "vision.image_mean",
    "vision.image_size",
    "vision.image_std",
    "vision.patch_size",
    "vision.preproc_image_size",
    "vision.projection_dim",
    "vision.projector.scale_factor",
    "vision.use_gelu",
];

/// The tower's.
pub fn vision_sizes(mmproj: &GgufHeader) -> Result<DeclaredVision, CheckpointError> {
    mmproj.expect_only("clip.", &VISION_KEYS)?;
    for (key, right) in [
        ("clip.has_vision_encoder", true),
        ("clip.has_audio_encoder", false),
        ("clip.has_text_encoder", false),
        ("clip.use_gelu", true),
        ("clip.vision.use_gelu", true),
        ("clip.use_silu", false),
    ] {
        if mmproj.flag(key)?.is_some_and(|flag| flag != right) {
            return Err(CheckpointError::unexpected(&mmproj.file, key, !right, right));
        }
    }
    Ok(DeclaredVision {
        hidden: mmproj.size("clip.vision.embedding_length")?,
        intermediate: mmproj.size("clip.vision.feed_forward_length")?,
        layers: mmproj.size("clip.vision.block_count")?,
        heads: mmproj.size("clip.vision.attention.head_count")?,
        norm_eps: mmproj.number("clip.vision.attention.layer_norm_epsilon")?,
        tile: mmproj.size("clip.vision.image_size")?,
        patch: mmproj.size("clip.vision.patch_size")?,
        scale: mmproj.size("clip.vision.projector.scale_factor")?,
    })
}

/// The decoder's; `factors` slow the pairs of a head down.
pub fn text_sizes(text: &GgufHeader, factors: Option<Vec<f32>>) -> Result<DeclaredText, CheckpointError> {
    text.expect_only("llama.", &TEXT_KEYS)?;
    if text.flag("llama.attention.causal")? == Some(false) {
        return Err(CheckpointError::unexpected(&text.file, "llama.attention.causal", "false", "true"));
    }
    for key in ["llama.expert_count", "llama.expert_used_count"] {
        if let Some(experts) = text.optional_size(key)? {
            experts.within(0..=0)?;
        }
    }
    let (hidden, heads) = (text.size("llama.embedding_length")?, text.size("llama.attention.head_count")?);
    let head_dim = match text.optional_size("llama.attention.key_length")? {
        Some(head_dim) => Some(head_dim),
        None => text.optional_size("llama.rope.dimension_count")?,
    };
    // All three are the width of a head; only whole heads are turned here.
    for key in ["llama.attention.value_length", "llama.rope.dimension_count"] {
        let other = (text.optional_whole(key)?, text.optional_whole("llama.attention.key_length")?);
        if let (Some(found), Some(expected)) = other
            && found != expected
        {
            return Err(CheckpointError::unexpected(&text.file, key, found, expected));
        }
    }
    // The matrix is the truth: some files pad the vocabulary.
    let rows = text.tensors.get("token_embd.weight").and_then(|place| place.shape.first().copied());
    let rows = rows.ok_or_else(|| CheckpointError::missing_field(&text.file, "tensor token_embd.weight"))?;
    if let Some(size) = text.optional_size("llama.vocab_size")? {
        let most = format!("at most {rows}, as token_embd.weight has a row for each token");
        size.within(1..=u32::try_from(rows).unwrap_or(u32::MAX)).map_err(|_| size.refuse(most))?;
    }
    let theta = text.optional_number("llama.rope.freq_base")?;
    Ok(DeclaredText {
        hidden,
        intermediate: text.size("llama.feed_forward_length")?,
        layers: text.size("llama.block_count")?,
        heads,
        kv_heads: text.optional_size("llama.attention.head_count_kv")?,
        head_dim,
        vocabulary: Declared::new(&text.file, "the number of rows of token_embd.weight", rows as u64),
        norm_eps: text.number("llama.attention.layer_norm_rms_epsilon")?,
        rope_theta: theta.unwrap_or_else(|| Declared::new(&text.file, "llama.rope.freq_base", 10_000.0)),
        rope_scaling: rope_scaling(text, factors)?,
        rope_pairing: RopePairing::Interleaved,
        context: text.size("llama.context_length")?,
        biases: Biases { attention: Presence::Optional, feed: Presence::Optional },
    })
}

fn rope_scaling(text: &GgufHeader, factors: Option<Vec<f32>>) -> Result<RopeScaling, CheckpointError> {
    const TYPE: &str = "llama.rope.scaling.type";
    let factor = text.optional_number("llama.rope.scaling.factor")?;
    let silent = if factor.is_some() { "linear" } else { "none" };
    match (text.optional_text(TYPE)?.unwrap_or(silent), factors) {
        ("none", Some(factors)) => Ok(RopeScaling::Each { file: text.file.clone(), factors }),
        ("none", None) => Ok(RopeScaling::None),
        ("linear", None) => match factor {
            Some(factor) => Ok(RopeScaling::Linear(factor)),
            None => Err(CheckpointError::missing_field(&text.file, "llama.rope.scaling.factor")),
        },
        ("linear", Some(_)) => Err(CheckpointError::unexpected(&text.file, TYPE, "linear", "none beside rope_freqs")),
        (other, _) => Err(CheckpointError::unexpected(&text.file, TYPE, other, "none or linear")),
    }
}

/// How pictures are cut and turned into numbers.
pub fn frames(mmproj: &GgufHeader) -> Result<DeclaredFrames, CheckpointError> {
    const EDGE: &str = "clip.vision.preproc_image_size";
    let longest_edge = match mmproj.optional_size(EDGE)? {
        // Written by converters that had nothing to say.
        Some(edge) if edge.within(0..=0).is_ok() => None,
        other => other,
    };
    let default = || -> Result<_, CheckpointError> {
        let tile = mmproj.optional_whole("clip.vision.image_size")?.unwrap_or_default();
        Ok(Declared::new(&mmproj.file, EDGE, tile.saturating_mul(TILES_WITHOUT_PREPROCESSING_SIZE)))
    };
    Ok(DeclaredFrames {
        tile: None,
        longest_edge: longest_edge.map_or_else(default, Ok)?,
        split: true,
        values: ImageValues {
            factor: None,
            mean: mmproj.channels("clip.vision.image_mean")?,
            std: mmproj.channels("clip.vision.image_std")?,
        },
    })
}
