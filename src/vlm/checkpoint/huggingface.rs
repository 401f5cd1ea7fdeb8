//! A Hugging Face folder: JSON beside one or several safetensors files.

use super::huggingface_config::{CONFIG, Config, parse, preprocessing, read_optional, read_required};
use super::safetensors::SafetensorsFile;
use super::{Checkpoint, CheckpointError, Folder, Weight, Weights, chat_template};
use crate::vlm::tokenizer::TextTokenizer;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

const TOKENIZER: &str = "tokenizer.json";
const SINGLE: &str = "model.safetensors";
const INDEX: &str = "model.safetensors.index.json";
const EMBEDDING: &str = "text_model.embed_tokens.weight";
const HEAD: &str = "lm_head.weight";

pub fn open(name: &str, folder: &dyn Folder) -> Result<Checkpoint, CheckpointError> {
    let config: Config = parse(CONFIG, &read_required(folder, CONFIG)?)?;
    let (vision, text) = (config.vision()?, config.text()?);
    let tokenizer = TextTokenizer::from_json(&read_required(folder, TOKENIZER)?)
        .map_err(|detail| CheckpointError::unreadable(TOKENIZER, detail))?;
    let image_token = config
        .image_token_id
        .or_else(|| tokenizer.id_of("<image>"))
        .ok_or_else(|| CheckpointError::missing_field(CONFIG, "image_token_id"))?;
    Ok(Checkpoint {
        name: name.to_owned(),
        preprocessing: preprocessing(folder, vision.tile)?,
        end_tokens: config.end_tokens(folder)?,
        template: chat_template::from_folder(folder)?,
        weights: Box::new(ShardedWeights::open(folder, config.tie_word_embeddings.unwrap_or(false))?),
        vision,
        text,
        tokenizer,
        image_token,
    })
}

/// The tensors of a folder, each in the shard that holds it.
struct ShardedWeights {
    shards: Vec<SafetensorsFile>,
    /// Shard and full name, by name without the leading `model.`.
    places: HashMap<String, (usize, String)>,
}

impl ShardedWeights {
    fn open(folder: &dyn Folder, tied: bool) -> Result<Self, CheckpointError> {
        #[derive(Deserialize)]
        struct Index {
            weight_map: HashMap<String, String>,
        }
        let files: BTreeSet<String> = match read_optional(folder, INDEX)? {
            Some(bytes) => parse::<Index>(INDEX, &bytes)?.weight_map.into_values().collect(),
            None => BTreeSet::from([SINGLE.to_owned()]),
        };
        let mut shards = Vec::with_capacity(files.len());
        let mut places = HashMap::new();
        for file in files {
            let reader = folder
                .open(&file)
                .map_err(|error| CheckpointError::unreadable(&file, error))?
                .ok_or_else(|| CheckpointError::FileMissing { file: file.clone() })?;
            let shard = SafetensorsFile::open(&file, reader)?;
            for tensor in shard.tensors() {
                let short = tensor.strip_prefix("model.").unwrap_or(tensor).to_owned();
                places.insert(short, (shards.len(), tensor.to_owned()));
            }
            shards.push(shard);
        }
        if tied
            && !places.contains_key(HEAD)
            && let Some(place) = places.get(EMBEDDING).cloned()
        {
            places.insert(HEAD.to_owned(), place);
        }
        Ok(Self { shards, places })
    }
}

impl Weights for ShardedWeights {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        let (shard, full) = self.places.get(name)?;
        self.shards[*shard].shape(full).map(<[usize]>::to_vec)
    }

    fn read(&mut self, name: &str, shape: &[usize], _keep_quantised: bool) -> Result<Weight, CheckpointError> {
        let (shard, full) = self.places.get(name).ok_or_else(|| CheckpointError::TensorMissing {
            file: if self.shards.len() == 1 { SINGLE } else { INDEX }.to_owned(),
            tensor: name.to_owned(),
            expected: shape.to_vec(),
        })?;
        self.shards[*shard].read(full, shape).map(Weight::Full)
    }
}
