//! The catalogue: which models the site owner offers, as `public/models.json` lists them.

use serde::{Deserialize, Serialize};

/// The whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub struct Catalogue {
    pub models: Vec<Model>,
}

/// One model and where its files are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub struct Model {
    /// Names the model in addresses and in storage: lower-case letters, digits, dots and hyphens.
    pub id: String,
    pub name: String,
    /// What it is good for, in a sentence.
    pub note: String,
    /// An SPDX expression.
    pub licence: String,
    /// Who publishes the files, such as `ggml-org/SmolVLM2-256M-Video-Instruct-GGUF`.
    pub source: String,
    /// A commit or a branch of the source.
    pub revision: String,
    pub form: Form,
    #[serde(default)]
    pub purpose: Purpose,
    /// Whether it has two billion parameters or more, which is more than the comparison speaks of.
    #[serde(default)]
    pub over_claim: bool,
    /// Where the files are: `https://…/` as it stands, `./…/` beside the page, anything else below the hub that
    /// `config.json` names. Ends in a slash.
    pub folder: String,
    pub files: Vec<ModelFile>,
    pub shape: Shape,
}

/// How the files belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub enum Form {
    /// A text file and an mmproj file, in this order.
    Gguf,
    /// A Hugging Face folder.
    Folder,
}

/// What a model is offered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub enum Purpose {
    #[default]
    General,
    /// Handwriting and small text.
    Reading,
}

/// One file of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub struct ModelFile {
    pub name: String,
    /// About how long it is; the server says exactly.
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether the model also works without it.
    #[serde(default)]
    pub optional: bool,
}

/// The sizes that decide about memory and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub struct Shape {
    pub vision: VisionShape,
    pub text: TextShape,
}

/// The SigLIP tower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub struct VisionShape {
    pub hidden: u64,
    pub intermediate: u64,
    pub layers: u64,
    /// Side of a frame, in pixels.
    pub tile: u64,
    /// Side of a patch, in pixels.
    pub patch: u64,
    /// `scale × scale` patches become one row for the decoder.
    pub scale: u64,
}

/// The Llama decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub struct TextShape {
    pub hidden: u64,
    pub intermediate: u64,
    pub layers: u64,
    pub heads: u64,
    pub kv_heads: u64,
    pub head_dim: u64,
    pub vocabulary: u64,
    /// Most tokens the model was made for.
    pub context: u64,
}

impl Shape {
    /// The same model with conversations of another length, in tokens.
    pub fn with_context(self, context: u64) -> Shape {
        Shape { text: TextShape { context, ..self.text }, ..self }
    }
}

impl Model {
    /// All files together, about.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Where a file is, with the hub or mirror at `hub`. Addresses beginning with `./` are relative to the site's root.
    pub fn address(&self, file: &ModelFile, hub: &str) -> String {
        let absolute = self.folder.contains("://") || self.folder.starts_with("./");
        let base = if absolute { String::new() } else { format!("{}/", hub.trim_end_matches('/')) };
        format!("{base}{}{}", self.folder, file.name)
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub const SMALL: Shape = Shape {
        vision: VisionShape { hidden: 768, intermediate: 3072, layers: 12, tile: 512, patch: 16, scale: 4 },
        text: TextShape {
            hidden: 576,
            intermediate: 1536,
            layers: 30,
            heads: 9,
            kv_heads: 3,
            head_dim: 64,
            vocabulary: 49280,
            context: 8192,
        },
    };

    pub fn file(name: &str, bytes: u64) -> ModelFile {
        ModelFile { name: name.into(), bytes, sha256: None, optional: false }
    }

    pub fn model(files: Vec<ModelFile>) -> Model {
        Model {
            id: "tiny".into(),
            name: "Tiny".into(),
            note: "For tests.".into(),
            licence: "MIT".into(),
            source: "nobody/tiny".into(),
            revision: "main".into(),
            form: Form::Gguf,
            purpose: Purpose::General,
            over_claim: false,
            folder: "nobody/tiny/".into(),
            files,
            shape: SMALL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{file, model};

    #[test]
    fn addresses_follow_the_hub_the_site_or_themselves() {
        let mut model = model(vec![file("a.gguf", 1)]);
        let address = |model: &super::Model, hub| model.address(&model.files[0], hub);
        assert_eq!(address(&model, "https://hub.test/"), "https://hub.test/nobody/tiny/a.gguf");
        model.folder = "./models/tiny/".into();
        assert_eq!(address(&model, "https://hub.test"), "./models/tiny/a.gguf");
        model.folder = "https://mirror.test/x/".into();
        assert_eq!(address(&model, "https://hub.test"), "https://mirror.test/x/a.gguf");
    }
}
