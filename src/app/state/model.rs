//! Which model answers, what it weighs and where it comes from.

use super::State;
use crate::engine::protocol::ModelInfo;
use crate::library::record::Record;
use crate::voting::PollSettings;

/// The choices of the radio group "Model".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    Demo,
    /// One of [`State::stored`], by its place.
    Stored(usize),
    Local,
}

/// How the catalogue names the demo: kept or not, it is one model and one choice.
pub const DEMO: &str = "demo";

/// A model that this device keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredModel {
    /// As the catalogue names it.
    pub id: String,
    pub name: String,
    pub bytes: u64,
}

impl From<&Record> for StoredModel {
    fn from(record: &Record) -> Self {
        Self { id: record.model.clone(), name: record.name.clone(), bytes: record.stored() }
    }
}

impl State {
    pub fn name_of(&self, choice: ModelChoice) -> &str {
        match choice {
            ModelChoice::Demo => "Demo",
            ModelChoice::Stored(place) => self.stored.get(place).map_or("", |model| &model.name),
            ModelChoice::Local => "Your files",
        }
    }

    /// The name inside a sentence.
    pub fn spoken(&self, choice: ModelChoice) -> &str {
        match choice {
            ModelChoice::Demo => "the demo model",
            ModelChoice::Stored(_) => self.name_of(choice),
            ModelChoice::Local => "your model",
        }
    }

    /// The radio group, in order.
    pub fn choices(&self) -> Vec<ModelChoice> {
        let stored = (0..self.stored.len()).map(ModelChoice::Stored);
        std::iter::once(ModelChoice::Demo).chain(stored).chain([ModelChoice::Local]).collect()
    }
}

/// Where the 500M's pair lies on the hub at `base`: the text file and the projector.
pub fn medium_pair(base: &str) -> [String; 2] {
    let name = "SmolVLM2-500M-Video-Instruct";
    let folder = format!("{}/ggml-org/{name}-GGUF/resolve/main", base.trim_end_matches('/'));
    [format!("{folder}/{name}-Q8_0.gguf"), format!("{folder}/mmproj-{name}-Q8_0.gguf")]
}

/// `config.json` beside the page, as far as the tab needs it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct SiteSettings {
    /// Base address of the Hugging Face Hub or of a mirror.
    pub hub: String,
    /// Where public votes go; without it votes stay on the device.
    #[serde(default)]
    pub votes: Option<PollSettings>,
}

/// A model in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    pub choice: ModelChoice,
    pub info: ModelInfo,
}

impl Loaded {
    /// Most frames along the longest edge.
    pub fn highest_detail(&self) -> u32 {
        (self.info.longest_edge / self.info.tile.max(1)).max(1)
    }

    /// The demo is fast enough for its full detail. A real model needs seconds for a frame on a processor, so it
    /// starts with the whole picture and leaves the tiles to the visitor.
    pub fn default_detail(&self) -> u32 {
        match self.choice {
            ModelChoice::Demo => self.highest_detail(),
            ModelChoice::Stored(_) | ModelChoice::Local => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hub_addresses_bear_a_trailing_slash() {
        let pair = medium_pair("https://hub.test");
        assert!(pair[1].ends_with("/resolve/main/mmproj-SmolVLM2-500M-Video-Instruct-Q8_0.gguf"), "{pair:?}");
        assert_eq!(medium_pair("https://hub.test/"), pair);
    }
}
