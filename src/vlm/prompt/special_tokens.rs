//! The special tokens that a template may name, like `bos_token`.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Names that transformers gives to special tokens; others are in lists or objects of extra ones.
const NAMES: [&str; 7] = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

/// Names and texts of special tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecialTokens(BTreeMap<String, String>);

impl SpecialTokens {
    /// Takes what `tokenizer_config.json` names, and from `special_tokens_map.json` what the former leaves out.
    pub fn from_files(config: &Map<String, Value>, map: &Map<String, Value>) -> Self {
        let mut tokens = BTreeMap::new();
        for file in [config, map] {
            let extra = ["extra_special_tokens", "model_specific_special_tokens"].map(|field| file.get(field));
            let extra = extra.into_iter().flatten().filter_map(Value::as_object).flatten();
            // Models with pictures save names of their own, like `image_token`, beside the usual ones.
            let own = file.iter().filter(|(name, _)| NAMES.contains(&name.as_str()) || name.ends_with("_token"));
            for (name, value) in own.chain(extra) {
                if let Some(text) = text(value) {
                    tokens.entry(name.clone()).or_insert_with(|| text.to_owned());
                }
            }
        }
        Self(tokens)
    }

    pub fn insert(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), text.to_owned());
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// A token is a text, or an object that says more about it.
fn text(token: &Value) -> Option<&str> {
    token.as_str().or_else(|| token.get("content")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_texts_or_objects_and_the_configuration_comes_first() {
        let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
        let config = object(
            r#"{"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": null, "add_bos_token": true,
                "extra_special_tokens": {"image_token": "<image>"}}"#,
        );
        let map = object(r#"{"bos_token": "other", "eos_token": "</s>", "additional_special_tokens": ["<a>"]}"#);
        let found = SpecialTokens::from_files(&config, &map);
        let expected = [("bos_token", "<s>"), ("eos_token", "</s>"), ("image_token", "<image>")];
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    }
}
