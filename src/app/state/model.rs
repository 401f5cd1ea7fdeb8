//! Which model answers, what it weighs and where it comes from.

use crate::app::effect::ModelSource;
use crate::engine::protocol::ModelInfo;
use crate::voting::PollSettings;

/// The four choices of the radio group "Model".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    Demo,
    Hub(HubModel),
    Local,
}

/// SmolVLM2 as the Hugging Face Hub offers it to llama.cpp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubModel {
    Small,
    Medium,
}

impl ModelChoice {
    pub const ALL: [ModelChoice; 4] =
        [ModelChoice::Demo, ModelChoice::Hub(HubModel::Small), ModelChoice::Hub(HubModel::Medium), ModelChoice::Local];

    pub fn name(self) -> &'static str {
        match self {
            ModelChoice::Demo => "Demo",
            ModelChoice::Hub(HubModel::Small) => "SmolVLM2-256M",
            ModelChoice::Hub(HubModel::Medium) => "SmolVLM2-500M",
            ModelChoice::Local => "Your files",
        }
    }

    /// The name inside a sentence.
    pub fn spoken(self) -> &'static str {
        match self {
            ModelChoice::Demo => "the demo model",
            ModelChoice::Hub(HubModel::Small) => "SmolVLM2-256M",
            ModelChoice::Hub(HubModel::Medium) => "SmolVLM2-500M",
            ModelChoice::Local => "your model",
        }
    }
}

impl HubModel {
    /// Language model and projector together, at eight bits a weight.
    pub fn megabytes(self) -> u32 {
        match self {
            HubModel::Small => 279,
            HubModel::Medium => 546,
        }
    }

    /// Where the pair lies on the hub at `base`.
    pub fn source(self, base: &str) -> ModelSource {
        let name = match self {
            HubModel::Small => "SmolVLM2-256M-Video-Instruct",
            HubModel::Medium => "SmolVLM2-500M-Video-Instruct",
        };
        let folder = format!("{}/ggml-org/{name}-GGUF/resolve/main", base.trim_end_matches('/'));
        ModelSource::Addresses {
            text: format!("{folder}/{name}-Q8_0.gguf"),
            projector: format!("{folder}/mmproj-{name}-Q8_0.gguf"),
        }
    }
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
            ModelChoice::Hub(_) | ModelChoice::Local => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hub_addresses_bear_a_trailing_slash() {
        let expected = ModelSource::Addresses {
            text: "https://hub.test/ggml-org/SmolVLM2-256M-Video-Instruct-GGUF/resolve/main/SmolVLM2-256M-Video-Instruct-Q8_0.gguf".into(),
            projector: "https://hub.test/ggml-org/SmolVLM2-256M-Video-Instruct-GGUF/resolve/main/mmproj-SmolVLM2-256M-Video-Instruct-Q8_0.gguf".into(),
        };
        assert_eq!(HubModel::Small.source("https://hub.test/"), expected);
        assert_eq!(HubModel::Small.source("https://hub.test"), expected);
    }
}
