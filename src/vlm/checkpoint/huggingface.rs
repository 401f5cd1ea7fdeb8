//! A Hugging Face folder: JSON beside one or several safetensors files.

use super::huggingface_config::Config;
use super::json::{Object, read_optional, read_required};
use super::processor_config::Processor;
use super::shards::ShardedWeights;
use super::{Checkpoint, CheckpointError, Folder, Words};
use crate::vlm::{prompt::ChatTemplate, tokenizer::TextTokenizer};

const TOKENIZER: &str = "tokenizer.json";

pub fn open(name: &str, folder: &dyn Folder) -> Result<Checkpoint, CheckpointError> {
    let config = Config::open(folder)?;
    let (vision, text) = (config.vision()?, config.text()?);
    let tokenizer = TextTokenizer::from_json(&read_required(folder, TOKENIZER)?)
        .map_err(|detail| CheckpointError::unreadable(TOKENIZER, detail))?;
    let Processor { frames, tokens_per_frame } = Processor::open(folder)?;
    let words = Words {
        name: name.to_owned(),
        file: TOKENIZER.to_owned(),
        end_tokens: config.end_tokens(folder)?,
        tokenizer,
        template: template(folder)?,
        image_token: config.image_token()?,
        tokens_per_frame,
    };
    let weights = ShardedWeights::open(folder, config.is_tied()?)?;
    Checkpoint::assemble(words, &vision, &text, &frames, Box::new(weights))
}

/// The chat template is a file of its own, or a field of one of two JSON files.
fn template(folder: &dyn Folder) -> Result<ChatTemplate, CheckpointError> {
    let mut found = None;
    if let Some(bytes) = read_optional(folder, "chat_template.jinja")? {
        found = Some(("chat_template.jinja", String::from_utf8_lossy(&bytes).into_owned()));
    }
    for file in ["chat_template.json", "processor_config.json", "tokenizer_config.json"] {
        if found.is_none()
            && let Some(bytes) = read_optional(folder, file)?
        {
            let template = Object::parse(file, &bytes)?.text("chat_template")?.map(str::to_owned);
            found = template.map(|template| (file, template));
        }
    }
    let (file, source) =
        found.ok_or_else(|| CheckpointError::FileMissing { file: "chat_template.jinja".to_owned() })?;
    ChatTemplate::new(&source).map_err(|error| CheckpointError::unreadable(file, error))
}
