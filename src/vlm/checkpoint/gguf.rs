//! A pair of GGUF files: the decoder with its tokenizer, and the vision tower with the connector ("mmproj").

use super::gguf_header::GgufHeader;
use super::gguf_sizes::{frames, text_sizes, vision_sizes};
use super::gguf_weights::GgufWeights;
use super::{Checkpoint, CheckpointError, NamedSource, Words, chat_template};
use crate::vlm::tokenizer::TextTokenizer;

pub fn open(text: NamedSource, mmproj: NamedSource) -> Result<Checkpoint, CheckpointError> {
    let text = GgufHeader::open(text)?;
    let mmproj = GgufHeader::open(mmproj)?;
    text.expect("general.architecture", "llama")?;
    mmproj.expect("general.architecture", "clip")?;
    mmproj.expect("clip.projector_type", "idefics3")?;
    let source = text.text("tokenizer.chat_template")?;
    let tokenizer = TextTokenizer::from_gguf(&text.vocabulary()?)
        .map_err(|detail| CheckpointError::unreadable(&text.file, detail))?;
    let template = chat_template::from_gguf(&text.file, source, &tokenizer, |key| text.token(key))?;
    let words = Words {
        name: text.optional_text("general.name")?.unwrap_or(&text.file).to_owned(),
        file: text.file.clone(),
        end_tokens: end_tokens(&text, &tokenizer, source)?,
        tokenizer,
        template,
        image_token: None,
        tokens_per_frame: None,
    };
    let (vision, frames) = (vision_sizes(&mmproj)?, frames(&mmproj)?);
    let mut weights = GgufWeights::new(text, mmproj);
    let factors = weights.rope_factors()?;
    let text = text_sizes(&weights.text, factors)?;
    let width = weights.mmproj.optional_size("clip.vision.projection_dim")?;
    let checkpoint = Checkpoint::assemble(words, &vision, &text, &frames, Box::new(weights))?;
    let hidden = checkpoint.geometry.text().hidden;
    match width {
        Some(width) if !width.within(0..=u32::MAX).is_ok_and(|width| width == hidden) => {
            Err(width.refuse(format!("{hidden}, the width of the decoder")))
        }
        _ => Ok(checkpoint),
    }
}

/// The declared end tokens, and `<end_of_utterance>` where the template ends its messages with it.
fn end_tokens(text: &GgufHeader, tokenizer: &TextTokenizer, template: &str) -> Result<Vec<u32>, CheckpointError> {
    const UTTERANCE: &str = "<end_of_utterance>";
    const EOS: &str = "tokenizer.ggml.eos_token_id";
    let declared = [text.token(EOS)?, text.token("tokenizer.ggml.eot_token_id")?];
    let spoken = if template.contains(UTTERANCE) { tokenizer.id_of(UTTERANCE) } else { None };
    let mut ids: Vec<u32> = declared.into_iter().flatten().chain(spoken).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() { Err(CheckpointError::missing_field(&text.file, EOS)) } else { Ok(ids) }
}
