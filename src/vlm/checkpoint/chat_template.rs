//! The chat template of a checkpoint and the special tokens it may name, wherever they are written.

use super::json::{parse, read_optional};
use super::{CheckpointError, Folder};
use crate::vlm::prompt::{ChatTemplate, SpecialTokens};
use crate::vlm::tokenizer::TextTokenizer;
use serde_json::{Map, Value};

const TEMPLATE: &str = "chat_template.jinja";
const TOKENIZER_CONFIG: &str = "tokenizer_config.json";
const SPECIAL_TOKENS: &str = "special_tokens_map.json";

/// What transformers calls the template that is taken when none is asked for.
const DEFAULT: &str = "default";

/// A file of its own, or a field of one of three JSON files.
pub fn from_folder(folder: &dyn Folder) -> Result<ChatTemplate, CheckpointError> {
    let tokenizer = object(folder, TOKENIZER_CONFIG)?;
    let (file, source) = source(folder, &tokenizer)?;
    let tokens = SpecialTokens::from_files(&tokenizer, &object(folder, SPECIAL_TOKENS)?);
    compiled(file, &source, &tokens)
}

/// The template of a GGUF text file; `id_of` reads the id of a token in its metadata.
pub fn from_gguf(
    file: &str,
    source: &str,
    tokenizer: &TextTokenizer,
    id_of: impl Fn(&str) -> Result<Option<u32>, CheckpointError>,
) -> Result<ChatTemplate, CheckpointError> {
    let mut tokens = SpecialTokens::default();
    for (name, key) in [
        ("bos_token", "tokenizer.ggml.bos_token_id"),
        ("eos_token", "tokenizer.ggml.eos_token_id"),
        ("unk_token", "tokenizer.ggml.unknown_token_id"),
        ("sep_token", "tokenizer.ggml.seperator_token_id"),
        ("pad_token", "tokenizer.ggml.padding_token_id"),
        ("cls_token", "tokenizer.ggml.cls_token_id"),
        ("mask_token", "tokenizer.ggml.mask_token_id"),
    ] {
        if let Some(text) = id_of(key)?.and_then(|id| tokenizer.text_of(id)) {
            tokens.insert(name, &text);
        }
    }
    compiled(file, source, &tokens)
}

fn compiled(file: &str, source: &str, tokens: &SpecialTokens) -> Result<ChatTemplate, CheckpointError> {
    let template = ChatTemplate::new(source).map_err(|error| CheckpointError::unreadable(file, error))?;
    Ok(template.with_tokens(tokens))
}

fn source(folder: &dyn Folder, tokenizer: &Map<String, Value>) -> Result<(&'static str, String), CheckpointError> {
    if let Some(bytes) = read_optional(folder, TEMPLATE)? {
        let text = String::from_utf8(bytes).map_err(|_| CheckpointError::unreadable(TEMPLATE, "it is not UTF-8"))?;
        return Ok((TEMPLATE, text));
    }
    for file in ["chat_template.json", "processor_config.json"] {
        if let Some(text) = named(file, object(folder, file)?.get("chat_template"))? {
            return Ok((file, text));
        }
    }
    let text = named(TOKENIZER_CONFIG, tokenizer.get("chat_template"))?;
    let text = text.ok_or_else(|| CheckpointError::FileMissing { file: TEMPLATE.to_owned() })?;
    Ok((TOKENIZER_CONFIG, text))
}

/// A template is a text, or one of several that have names: in an object, or a list of objects.
fn named(file: &str, template: Option<&Value>) -> Result<Option<String>, CheckpointError> {
    let named: Vec<(&str, &Value)> = match template {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(templates)) => templates.iter().map(|(name, text)| (name.as_str(), text)).collect(),
        Some(Value::Array(templates)) => templates
            .iter()
            .filter_map(|template| Some((template.get("name")?.as_str()?, template.get("template")?)))
            .collect(),
        Some(text) => vec![(DEFAULT, text)],
    };
    let only = if let [(_, text)] = named[..] { Some(text) } else { None };
    let chosen = named.iter().find(|(name, _)| *name == DEFAULT).map(|(_, text)| *text).or(only);
    match chosen.and_then(Value::as_str) {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(CheckpointError::unexpected(
            file,
            "chat_template",
            "something else",
            "a text, or several of which one is named \"default\"",
        )),
    }
}

/// The fields of a JSON file; none where there is no such file.
fn object(folder: &dyn Folder, file: &str) -> Result<Map<String, Value>, CheckpointError> {
    read_optional(folder, file)?.map_or_else(|| Ok(Map::new()), |bytes| parse(file, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(json: &str) -> Option<String> {
        named("file", serde_json::from_str::<Value>(json).ok().as_ref()).ok().flatten()
    }

    #[test]
    fn of_several_templates_the_default_or_the_only_one_is_taken() {
        assert_eq!(chosen("null"), None);
        assert_eq!(chosen(r#""a""#), Some("a".into()));
        let two = r#"[{"name": "tool_use", "template": "a"}, {"name": "default", "template": "b"}]"#;
        assert_eq!(chosen(two), Some("b".into()));
        assert_eq!(chosen(r#"[{"name": "rag", "template": "a"}]"#), Some("a".into()));
        assert_eq!(chosen(r#"{"rag": "a", "default": "b"}"#), Some("b".into()));
    }

    #[test]
    fn templates_that_nobody_can_choose_from_are_refused() {
        for json in [r#"{"rag": "a", "tools": "b"}"#, "7", "[]", r#"{"default": 7}"#] {
            assert!(named("file", Some(&serde_json::from_str(json).unwrap())).is_err(), "{json}");
        }
    }
}
