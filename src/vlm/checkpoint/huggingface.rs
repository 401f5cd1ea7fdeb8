//! A Hugging Face folder: JSON beside one or several safetensors files.

use super::huggingface_config::Config;
use super::json::read_required;
use super::processor_config::Processor;
use super::shards::ShardedWeights;
use super::{Checkpoint, CheckpointError, Folder, Words, chat_template};
use crate::vlm::tokenizer::TextTokenizer;

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
        template: chat_template::from_folder(folder)?,
        image_token: config.image_token()?,
        tokens_per_frame,
    };
    let weights = ShardedWeights::open(folder, config.is_tied()?)?;
    Checkpoint::assemble(words, &vision, &text, &frames, Box::new(weights))
}
