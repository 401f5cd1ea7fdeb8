//! Telling by their names what the visitor's model files are.

use crate::app::effect::ModelSource;

/// A chosen file; its bytes stay in the browser room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    pub name: String,
    pub bytes: u64,
}

/// The chosen files and what they amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalModel {
    pub files: Vec<LocalFile>,
    /// A source that can be loaded, or what is missing.
    pub source: Result<ModelSource, String>,
}

impl LocalModel {
    pub fn of(files: Vec<LocalFile>) -> LocalModel {
        let source = recognise(&files);
        LocalModel { files, source }
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Whether a file belongs to a model rather than being a picture.
pub fn is_model_file(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".gguf") || name.ends_with(".safetensors")
}

fn recognise(files: &[LocalFile]) -> Result<ModelSource, String> {
    let ending = |suffix: &str| -> Vec<&str> {
        files.iter().map(|file| file.name.as_str()).filter(|name| name.to_ascii_lowercase().ends_with(suffix)).collect()
    };
    let ggufs = ending(".gguf");
    if !ggufs.is_empty() {
        return recognise_pair(&ggufs);
    }
    if ending(".safetensors").is_empty() {
        return Err("None of these files holds weights. Choose a .gguf pair, or every file of a Hugging Face folder \
                    with its .safetensors."
            .into());
    }
    for needed in ["config.json", "tokenizer.json"] {
        if !files.iter().any(|file| file.name == needed) {
            return Err(format!("{needed} is missing. Choose it together with the .safetensors file."));
        }
    }
    Ok(ModelSource::LocalFolder)
}

fn recognise_pair(ggufs: &[&str]) -> Result<ModelSource, String> {
    let (projectors, texts): (Vec<&str>, Vec<&str>) =
        ggufs.iter().partition(|name| name.to_ascii_lowercase().contains("mmproj"));
    match (texts.as_slice(), projectors.as_slice()) {
        ([text], [projector]) => Ok(ModelSource::LocalPair { text: (*text).into(), projector: (*projector).into() }),
        ([_, ..], []) => Err("The eyes are missing: choose the file whose name starts with “mmproj” together with \
                              the language model."
            .into()),
        ([], _) => Err("The language model is missing: choose its .gguf together with the “mmproj” file.".into()),
        _ => Err("There are more than two .gguf files. Choose one language model and its “mmproj” file.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(names: &[&str]) -> LocalModel {
        LocalModel::of(names.iter().map(|name| LocalFile { name: (*name).into(), bytes: 10 }).collect())
    }

    #[test]
    fn a_pair_is_told_apart_by_name_in_any_order() {
        let expected =
            Ok(ModelSource::LocalPair { text: "Smol-Q8_0.gguf".into(), projector: "mmproj-Smol-Q8_0.gguf".into() });
        assert_eq!(model(&["Smol-Q8_0.gguf", "mmproj-Smol-Q8_0.gguf"]).source, expected);
        assert_eq!(model(&["mmproj-Smol-Q8_0.gguf", "Smol-Q8_0.gguf"]).source, expected);
    }

    #[test]
    fn half_a_pair_says_which_half_is_missing() {
        assert!(model(&["Smol.gguf"]).source.is_err_and(|problem| problem.contains("mmproj")));
        assert!(model(&["mmproj-Smol.gguf"]).source.is_err_and(|problem| problem.contains("language model")));
        assert!(model(&["a.gguf", "b.gguf", "mmproj-a.gguf"]).source.is_err());
    }

    #[test]
    fn a_folder_needs_its_configuration_and_tokenizer() {
        let whole = model(&["config.json", "tokenizer.json", "model.safetensors"]);
        assert_eq!(whole.source, Ok(ModelSource::LocalFolder));
        assert_eq!(whole.bytes(), 30);
        assert!(model(&["config.json", "model.safetensors"]).source.is_err_and(|why| why.contains("tokenizer.json")));
        assert!(model(&["tokenizer.json", "model.safetensors"]).source.is_err_and(|why| why.contains("config.json")));
    }

    #[test]
    fn other_files_are_no_model() {
        assert!(model(&["cat.png", "notes.txt"]).source.is_err_and(|problem| problem.contains("None")));
    }
}
