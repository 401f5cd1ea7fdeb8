//! What a schema cannot say about a catalogue.

use std::collections::HashSet;

use super::catalogue::{Catalogue, Form, Model, ModelFile};

/// Something wrong in `models.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The path of the field, such as `models[2].folder`.
    pub field: String,
    pub problem: String,
}

impl Catalogue {
    /// Everything that is wrong, not only the first mistake.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let mut ids = HashSet::new();
        for (index, model) in self.models.iter().enumerate() {
            let mut tell = |field: &str, problem: String| {
                found.push(Mistake { field: format!("models[{index}].{field}"), problem });
            };
            if !ids.insert(&model.id) {
                tell("id", format!("`{}` is taken by a model further up", model.id));
            }
            check_model(model, &mut tell);
        }
        found
    }
}

fn check_model(model: &Model, tell: &mut impl FnMut(&str, String)) {
    if !is_plain(&model.id) {
        tell("id", format!("`{}` must be of lower-case letters, digits, dots and hyphens", model.id));
    }
    for (field, text) in [("name", &model.name), ("licence", &model.licence), ("revision", &model.revision)] {
        if text.trim().is_empty() {
            tell(field, "must not be empty".into());
        }
    }
    if !model.folder.ends_with('/') {
        tell("folder", format!("`{}` must end with a slash", model.folder));
    }
    if model.folder.starts_with("http://") {
        tell("folder", "files must not travel in the clear; use https".into());
    }
    if model.form == Form::Gguf && model.files.len() != 2 {
        tell("files", "a GGUF model has two files, the text file and then the mmproj file".into());
    }
    if model.files.is_empty() {
        tell("files", "a model has at least one file".into());
    }
    let mut names = HashSet::new();
    for (index, file) in model.files.iter().enumerate() {
        if !names.insert(&file.name) {
            tell(&format!("files[{index}].name"), format!("`{}` is there twice", file.name));
        }
        check_file(file, &mut |field, problem| tell(&format!("files[{index}].{field}"), problem));
    }
    check_shape(model, tell);
}

fn check_file(file: &ModelFile, tell: &mut impl FnMut(&str, String)) {
    if file.name.is_empty() || file.name.contains('/') || file.name.starts_with('.') {
        tell("name", format!("`{}` must be the name of a file, without folders", file.name));
    }
    if file.bytes == 0 {
        tell("bytes", "must be about the length of the file".into());
    }
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| b"0123456789abcdef".contains(&byte));
    if let Some(hash) = file.sha256.as_deref().filter(|hash| !is_hash(hash)) {
        tell("sha256", format!("`{hash}` is not 64 lower-case hexadecimal digits"));
    }
}

fn check_shape(model: &Model, tell: &mut impl FnMut(&str, String)) {
    let (vision, text) = (model.shape.vision, model.shape.text);
    let sizes = [
        ("vision.hidden", vision.hidden),
        ("vision.intermediate", vision.intermediate),
        ("vision.layers", vision.layers),
        ("vision.tile", vision.tile),
        ("vision.patch", vision.patch),
        ("vision.scale", vision.scale),
        ("text.hidden", text.hidden),
        ("text.intermediate", text.intermediate),
        ("text.layers", text.layers),
        ("text.heads", text.heads),
        ("text.kv_heads", text.kv_heads),
        ("text.head_dim", text.head_dim),
        ("text.vocabulary", text.vocabulary),
        ("text.context", text.context),
    ];
    for (field, size) in sizes {
        if size == 0 || size > 1 << 24 {
            tell(&format!("shape.{field}"), format!("{size} is not a size"));
        }
    }
}

fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    !id.is_empty() && !id.starts_with(['.', '-']) && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::samples::{file, model};
    use super::*;

    fn mistakes(change: impl FnOnce(&mut Model)) -> Vec<String> {
        let mut model = model(vec![file("a.gguf", 1), file("b.gguf", 1)]);
        change(&mut model);
        Catalogue { models: vec![model] }.mistakes().into_iter().map(|mistake| mistake.field).collect()
    }

    #[test]
    fn a_sound_model_has_none() {
        assert_eq!(mistakes(|_| ()), [""; 0]);
    }

    #[test]
    fn every_mistake_names_its_field() {
        assert_eq!(mistakes(|model| model.id = "Big One".into()), ["models[0].id"]);
        assert_eq!(mistakes(|model| model.folder = "a/b".into()), ["models[0].folder"]);
        assert_eq!(mistakes(|model| model.folder = "http://a.test/".into()), ["models[0].folder"]);
        assert_eq!(mistakes(|model| model.files.truncate(1)), ["models[0].files"]);
        assert_eq!(mistakes(|model| model.files[1].name = "a.gguf".into()), ["models[0].files[1].name"]);
        assert_eq!(mistakes(|model| model.files[1].name = "../b".into()), ["models[0].files[1].name"]);
        assert_eq!(mistakes(|model| model.files[0].sha256 = Some("AB".into())), ["models[0].files[0].sha256"]);
        assert_eq!(mistakes(|model| model.files[0].bytes = 0), ["models[0].files[0].bytes"]);
        assert_eq!(mistakes(|model| model.shape.text.layers = 0), ["models[0].shape.text.layers"]);
    }

    #[test]
    fn an_id_is_given_once() {
        let twice = Catalogue { models: vec![model(vec![file("a", 1), file("b", 1)]); 2] };
        assert_eq!(twice.mistakes().len(), 1);
    }
}
