//! The safetensors files of a folder.

use super::json::{parse, read_optional};
use super::safetensors::SafetensorsFile;
use super::{CheckpointError, Folder, Weight, Weights};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};

/// All tensors in one file.
pub const WHOLE: &str = "model.safetensors";
/// Which file holds which tensor, where they are several.
pub const INDEX: &str = "model.safetensors.index.json";

const EMBEDDING: &str = "text_model.embed_tokens.weight";
const HEAD: &str = "lm_head.weight";

/// Tables that old files hold and that follow from the sizes.
const BUFFERS: [&str; 2] = ["rotary_emb.inv_freq", "embeddings.position_ids"];

/// The files that an index names.
///
/// # Errors
/// When one of them isn't a file of the folder itself.
pub fn shard_names(index: &[u8]) -> Result<Vec<String>, CheckpointError> {
    #[derive(Deserialize)]
    struct Index {
        weight_map: HashMap<String, String>,
    }
    let names: BTreeSet<String> = parse::<Index>(INDEX, index)?.weight_map.into_values().collect();
    match names.iter().find(|name| !is_plain(name)) {
        Some(named) => Err(CheckpointError::Outside { file: INDEX.to_owned(), named: named.clone() }),
        None if names.is_empty() => Err(CheckpointError::missing_field(INDEX, "file in its weight_map")),
        None => Ok(names.into_iter().collect()),
    }
}

/// The name of a file on every system and in every address: no folders, drives, queries or escapes.
fn is_plain(name: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || "-_. +@()[]".contains(letter);
    name.ends_with(".safetensors") && !name.starts_with('.') && !name.contains("..") && name.chars().all(fits)
}

/// The tensors of a folder, each in the file that holds it.
pub struct ShardedWeights {
    shards: Vec<SafetensorsFile>,
    /// File and full name, by name without the leading `model.`.
    places: HashMap<String, (usize, String)>,
}

impl ShardedWeights {
    /// As transformers does, takes a file that holds everything, and looks for an index only where there is none. `tied`
    /// says that the decoder's last matrix may be that of the embeddings.
    pub fn open(folder: &dyn Folder, tied: bool) -> Result<Self, CheckpointError> {
        let unreadable = |file: &str, error| CheckpointError::unreadable(file, error);
        let mut weights = Self { shards: Vec::new(), places: HashMap::new() };
        let missing = |file: &str| CheckpointError::FileMissing { file: file.to_owned() };
        let named = read_optional(folder, INDEX)?.map(|index| shard_names(&index));
        match folder.open(WHOLE).map_err(|error| unreadable(WHOLE, error))? {
            Some(reader) => {
                // An index that isn't needed may be of an older version, but not lead elsewhere.
                if let Some(Err(outside @ CheckpointError::Outside { .. })) = named {
                    return Err(outside);
                }
                weights.add(SafetensorsFile::open(WHOLE, reader)?)?;
            }
            None => {
                for file in named.ok_or_else(|| missing(WHOLE))?? {
                    let reader = folder.open(&file).map_err(|error| unreadable(&file, error))?;
                    weights.add(SafetensorsFile::open(&file, reader.ok_or_else(|| missing(&file))?)?)?;
                }
            }
        }
        if tied
            && !weights.places.contains_key(HEAD)
            && let Some(place) = weights.places.get(EMBEDDING).cloned()
        {
            weights.places.insert(HEAD.to_owned(), place);
        }
        Ok(weights)
    }

    fn add(&mut self, shard: SafetensorsFile) -> Result<(), CheckpointError> {
        for tensor in shard.tensors() {
            let short = tensor.strip_prefix("model.").unwrap_or(tensor).to_owned();
            if self.places.insert(short, (self.shards.len(), tensor.to_owned())).is_some() {
                return Err(CheckpointError::tensor(&shard.name, tensor, "it is there twice"));
            }
        }
        self.shards.push(shard);
        Ok(())
    }

    fn find(&self, name: &str, shape: &[usize]) -> Result<(usize, &str), CheckpointError> {
        match self.places.get(name) {
            Some((shard, full)) => Ok((*shard, full)),
            None => Err(CheckpointError::TensorMissing {
                file: match &self.shards[..] {
                    [only] => only.name.clone(),
                    _ => INDEX.to_owned(),
                },
                tensor: name.to_owned(),
                expected: shape.to_vec(),
            }),
        }
    }

    /// The file and the name in it, for a tensor that is there.
    fn named(&self, name: &str) -> (String, String) {
        match self.places.get(name) {
            Some((shard, full)) => (self.shards[*shard].name.clone(), full.clone()),
            None => (INDEX.to_owned(), name.to_owned()),
        }
    }
}

impl Weights for ShardedWeights {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        let (shard, full) = self.places.get(name)?;
        self.shards[*shard].shape(full).map(<[usize]>::to_vec)
    }

    fn check(&self, name: &str, shape: &[usize]) -> Result<(), CheckpointError> {
        let (shard, full) = self.find(name, shape)?;
        self.shards[shard].check(full, shape)
    }

    fn unknown(&self, known: &[String]) -> Option<CheckpointError> {
        let known: HashSet<&str> = known.iter().map(String::as_str).collect();
        let is_buffer = |name: &str| BUFFERS.iter().any(|buffer| name.ends_with(buffer));
        let unknown = self.places.keys().filter(|name| !known.contains(name.as_str()) && !is_buffer(name)).min()?;
        let (file, tensor) = self.named(unknown);
        Some(CheckpointError::TensorUnknown { file, tensor })
    }

    fn not_finite(&self, name: &str) -> CheckpointError {
        let (file, tensor) = self.named(name);
        CheckpointError::NotFinite { file, tensor }
    }

    fn read(&mut self, name: &str, shape: &[usize], _keep_quantised: bool) -> Result<Weight, CheckpointError> {
        let (shard, full) = self.find(name, shape)?;
        let full = full.to_owned();
        self.shards[shard].read(&full, shape).map(Weight::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_names_files_of_its_own_folder_only() {
        let index = |name: &str| shard_names(serde_json::json!({"weight_map": {"a": name}}).to_string().as_bytes());
        assert_eq!(index("model-00001-of-00002.safetensors").unwrap(), ["model-00001-of-00002.safetensors"]);
        for outside in [
            "../model.safetensors",
            "/model.safetensors",
            "a/model.safetensors",
            "a\\model.safetensors",
            "..\\model.safetensors",
            "C:model.safetensors",
            "%2e%2e%2fmodel.safetensors",
            "https://elsewhere.test/model.safetensors",
            "model.safetensors?x.safetensors",
            "model.safetensors#x.safetensors",
            "model\n.safetensors",
            "model\0.safetensors",
            ".hidden.safetensors",
            "config.json",
            "",
        ] {
            let error = index(outside).unwrap_err();
            assert!(matches!(error, CheckpointError::Outside { .. }), "{outside}: {error}");
        }
        assert!(shard_names(br#"{"weight_map": {}}"#).is_err());
        assert!(shard_names(br#"{"weight_map": {"a": 1}}"#).is_err());
    }
}
