//! A pair of GGUF files: the decoder with its tokenizer, and the vision tower with the connector ("mmproj").

use super::gguf_metadata::GgufHeader;
use super::gguf_names::{GgufFile, gguf_name};
use super::{
    Checkpoint, CheckpointError, NamedSource, Preprocessing, RopePairing, TextGeometry, VisionGeometry, Weight,
    Weights, chat_template,
};
use crate::vlm::picture::Framing;
use crate::vlm::tokenizer::TextTokenizer;
use candle_core::{Device, quantized::GgmlDType};
use std::sync::Arc;

/// Files without a preprocessing size are SmolVLM2's official ones, which enlarge to four tiles.
const TILES_WITHOUT_PREPROCESSING_SIZE: usize = 4;

pub fn open(text: NamedSource, mmproj: NamedSource) -> Result<Checkpoint, CheckpointError> {
    let text = GgufHeader::open(text)?;
    let mmproj = GgufHeader::open(mmproj)?;
    text.expect("general.architecture", "llama")?;
    mmproj.expect("general.architecture", "clip")?;
    mmproj.expect("clip.projector_type", "idefics3")?;

    let vision = vision_geometry(&mmproj)?;
    let source = text.text("tokenizer.chat_template")?;
    let tokenizer = TextTokenizer::from_gguf(&text.vocabulary()?)
        .map_err(|detail| CheckpointError::unreadable(&text.file, detail))?;
    let template = chat_template::from_gguf(&text.file, source, &tokenizer, |key| text.optional_size(key))?;
    let image_token =
        tokenizer.id_of("<image>").ok_or_else(|| CheckpointError::missing_field(&text.file, "token <image>"))?;
    let end_tokens = end_tokens(&text, &tokenizer, source);
    if end_tokens.is_empty() {
        return Err(CheckpointError::missing_field(&text.file, "tokenizer.ggml.eos_token_id"));
    }
    Ok(Checkpoint {
        name: text.text("general.name").unwrap_or(&text.file).to_owned(),
        text: text_geometry(&text)?,
        preprocessing: preprocessing(&mmproj, vision.tile),
        tokenizer,
        template,
        image_token,
        end_tokens,
        weights: Box::new(GgufWeights { exchanged: ffn_exchanged(&mmproj, &vision), text, mmproj }),
        vision,
    })
}

fn vision_geometry(mmproj: &GgufHeader) -> Result<VisionGeometry, CheckpointError> {
    let geometry = VisionGeometry {
        hidden: mmproj.size("clip.vision.embedding_length")?,
        intermediate: mmproj.size("clip.vision.feed_forward_length")?,
        layers: mmproj.size("clip.vision.block_count")?,
        heads: mmproj.size("clip.vision.attention.head_count")?,
        norm_eps: mmproj.number("clip.vision.attention.layer_norm_epsilon")?,
        tile: mmproj.size("clip.vision.image_size")?,
        patch: mmproj.size("clip.vision.patch_size")?,
        scale: mmproj.size("clip.vision.projector.scale_factor")?,
    };
    geometry.check(&mmproj.file)?;
    Ok(geometry)
}

fn text_geometry(text: &GgufHeader) -> Result<TextGeometry, CheckpointError> {
    let (hidden, heads) = (text.size("llama.embedding_length")?, text.size("llama.attention.head_count")?);
    let head_dim = text.optional_size("llama.attention.key_length").unwrap_or(hidden / heads.max(1));
    if let Some(turned) = text.optional_size("llama.rope.dimension_count")
        && turned != head_dim
    {
        return Err(CheckpointError::unexpected(&text.file, "llama.rope.dimension_count", turned, head_dim));
    }
    // The matrix is the truth: some files pad the vocabulary.
    let embedding =
        text.content.tensor_infos.get("token_embd.weight").and_then(|info| info.shape.dims().first().copied());
    let vocabulary = embedding.ok_or_else(|| CheckpointError::missing_field(&text.file, "tensor token_embd.weight"))?;
    let geometry = TextGeometry {
        hidden,
        intermediate: text.size("llama.feed_forward_length")?,
        layers: text.size("llama.block_count")?,
        heads,
        kv_heads: text.optional_size("llama.attention.head_count_kv").unwrap_or(heads),
        head_dim,
        vocabulary,
        norm_eps: text.number("llama.attention.layer_norm_rms_epsilon")?,
        rope_theta: text.number("llama.rope.freq_base").unwrap_or(10_000.0),
        rope_pairing: RopePairing::Interleaved,
        context: text.size("llama.context_length")?,
    };
    geometry.check(&text.file)?;
    Ok(geometry)
}

fn preprocessing(mmproj: &GgufHeader, tile: usize) -> Preprocessing {
    let longest_edge = mmproj
        .optional_size("clip.vision.preproc_image_size")
        .filter(|edge| *edge > 0)
        .unwrap_or(TILES_WITHOUT_PREPROCESSING_SIZE * tile);
    Preprocessing {
        framing: Framing { tile: tile as u32, longest_edge: longest_edge as u32, split: true },
        mean: mmproj.channels("clip.vision.image_mean").unwrap_or([0.5; 3]),
        std: mmproj.channels("clip.vision.image_std").unwrap_or([0.5; 3]),
    }
}

/// The declared end tokens, and `<end_of_utterance>` where the template ends its messages with it.
fn end_tokens(text: &GgufHeader, tokenizer: &TextTokenizer, template: &str) -> Vec<u32> {
    const UTTERANCE: &str = "<end_of_utterance>";
    let declared = ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"]
        .map(|key| text.optional_size(key).map(|id| id as u32));
    let spoken = if template.contains(UTTERANCE) { tokenizer.id_of(UTTERANCE) } else { None };
    let mut ids: Vec<u32> = declared.into_iter().flatten().chain(spoken).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Older official files have `ffn_up` and `ffn_down` swapped; the shape of the first block tells.
fn ffn_exchanged(mmproj: &GgufHeader, vision: &VisionGeometry) -> bool {
    let up = mmproj.content.tensor_infos.get("v.blk.0.ffn_up.weight").map(|info| info.shape.dims());
    vision.hidden != vision.intermediate && up == Some(&[vision.hidden, vision.intermediate][..])
}

struct GgufWeights {
    text: GgufHeader,
    mmproj: GgufHeader,
    exchanged: bool,
}

impl GgufWeights {
    /// Where a tensor is. Without an output matrix the decoder shares the embedding's.
    fn place(&self, name: &str) -> Option<(GgufFile, String)> {
        let (file, gguf) = gguf_name(name, self.exchanged)?;
        let shared = name == "lm_head.weight" && !self.text.content.tensor_infos.contains_key(&gguf);
        if shared { gguf_name("text_model.embed_tokens.weight", false) } else { Some((file, gguf)) }
    }
}

impl Weights for GgufWeights {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        let (file, gguf) = self.place(name)?;
        let header = match file {
            GgufFile::Text => &self.text,
            GgufFile::Vision => &self.mmproj,
        };
        header.content.tensor_infos.get(&gguf).map(|info| info.shape.dims().to_vec())
    }

    fn read(&mut self, name: &str, shape: &[usize], keep_quantised: bool) -> Result<Weight, CheckpointError> {
        let missing = |file: &str, tensor: &str| CheckpointError::TensorMissing {
            file: file.to_owned(),
            tensor: tensor.to_owned(),
            expected: shape.to_vec(),
        };
        let (file, tensor) = self.place(name).ok_or_else(|| missing(&self.text.file, name))?;
        let header = match file {
            GgufFile::Text => &mut self.text,
            GgufFile::Vision => &mut self.mmproj,
        };
        let info = header.content.tensor_infos.get(&tensor).ok_or_else(|| missing(&header.file, &tensor))?;
        if info.shape.dims() != shape {
            return Err(CheckpointError::TensorShape {
                file: header.file.clone(),
                tensor,
                found: info.shape.dims().to_vec(),
                expected: shape.to_vec(),
            });
        }
        let unreadable = |error: candle_core::Error| CheckpointError::TensorUnreadable {
            file: header.file.clone(),
            tensor: tensor.clone(),
            expected: shape.to_vec(),
            detail: error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        let read =
            info.read(&mut header.reader, header.content.tensor_data_offset, &Device::Cpu).map_err(unreadable)?;
        let is_float = matches!(read.dtype(), GgmlDType::F32 | GgmlDType::F16 | GgmlDType::BF16);
        if keep_quantised && !is_float {
            return Ok(Weight::Quantised(Arc::new(read)));
        }
        read.dequantize(&Device::Cpu).map(Weight::Full).map_err(unreadable)
    }
}
