//! An endpoint's list of models: which there are, which of them see pictures, and what they cost.

use super::cost::Price;
use super::dialect::{Dialect, Endpoint, Header, json};
use serde_json::Value;

/// The most models that are read of one list.
const MOST_MODELS: usize = 5_000;

/// One model of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedModel {
    /// As a request names it.
    pub id: String,
    /// Whether it sees pictures; `None` where the list does not say.
    pub vision: Option<bool>,
    /// Its price, where the list has one. `as_of` is left to the caller, who knows the day.
    pub price: Option<Price>,
}

/// Where the list is, and the headers it takes: those of a question, but for the type of a body.
pub fn list_request(dialect: Dialect, endpoint: &Endpoint) -> (String, Vec<Header>) {
    let page = match dialect {
        Dialect::Anthropic => "models?limit=1000",
        Dialect::Gemini => "models?pageSize=1000",
        _ => "models",
    };
    let headers = dialect.request(endpoint, &super::dialect::ChatRequest::default()).headers;
    (endpoint.url(page), headers.into_iter().filter(|header| header.name != "content-type").collect())
}

/// Reads a list in the shape of OpenAI (`data`), Gemini (`models`) or a bare array; `None` if it is none.
pub fn read_list(list: &Value) -> Option<Vec<ListedModel>> {
    let entries = ["data", "models"].iter().find_map(|key| list.get(key)?.as_array()).or(list.as_array())?;
    let models: Vec<_> = entries.iter().take(MOST_MODELS).filter_map(read_entry).collect();
    // A list of something else has no ids.
    (entries.is_empty() || !models.is_empty()).then_some(models)
}

fn read_entry(entry: &Value) -> Option<ListedModel> {
    let id = json::owned(entry, "/id").or_else(|| json::owned(entry, "/name"))?;
    let id = id.strip_prefix("models/").map_or(id.clone(), str::to_owned);
    Some(ListedModel { vision: vision(entry), price: price(entry, &id), id })
}

/// OpenRouter lists modalities, Vercel tags, Mistral and Anthropic capabilities, llama.cpp words.
fn vision(entry: &Value) -> Option<bool> {
    let flag = |pointer: &str| entry.pointer(pointer)?.as_bool();
    let word_in = |pointer: &str, words: &[&str]| {
        let list = entry.pointer(pointer)?.as_array()?;
        Some(list.iter().any(|item| item.as_str().is_some_and(|item| words.contains(&item))))
    };
    flag("/capabilities/vision")
        .or_else(|| flag("/capabilities/image_input/supported"))
        .or_else(|| flag("/model_info/supports_vision"))
        .or_else(|| word_in("/architecture/input_modalities", &["image"]))
        .or_else(|| word_in("/tags", &["vision"]))
        .or_else(|| word_in("/capabilities", &["vision", "multimodal"]))
}

/// OpenRouter and Vercel write dollars per token, as text. A price below zero stands for "it depends".
fn price(entry: &Value, id: &str) -> Option<Price> {
    let per_million = |names: &[&str]| {
        let found = names.iter().find_map(|name| json::number(entry, &format!("/pricing/{name}")));
        found.filter(|price| *price >= 0.0).map(|price| price * 1e6)
    };
    Some(Price {
        input_usd_per_million: per_million(&["prompt", "input"])?,
        output_usd_per_million: per_million(&["completion", "output"])?,
        cached_input_usd_per_million: per_million(&["input_cache_read"]),
        cache_write_usd_per_million: per_million(&["input_cache_write"]),
        ..Price::free(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_dialect_lists_models() {
        let list = json!({"data": [
            {"id": "a", "architecture": {"input_modalities": ["text", "image"]},
             "pricing": {"prompt": "0.0000003", "completion": "0.0000025", "input_cache_read": "0.00000003"}},
            {"id": "b", "tags": ["tool-use"], "pricing": {"input": "-1", "output": "-1"}},
            {"id": "c", "capabilities": {"vision": true}},
            {"id": "d", "capabilities": {"image_input": {"supported": false}}},
            {"id": "e", "object": "model"},
            {"object": "no model"}
        ]});
        let models = read_list(&list).unwrap();
        let seen: Vec<_> = models.iter().map(|model| (model.id.as_str(), model.vision)).collect();
        assert_eq!(seen, [("a", Some(true)), ("b", Some(false)), ("c", Some(true)), ("d", Some(false)), ("e", None)]);
        let price = models[0].price.as_ref().unwrap();
        assert!((price.input_usd_per_million - 0.3).abs() < 1e-9 && (price.output_usd_per_million - 2.5).abs() < 1e-9);
        assert_eq!(models[1].price, None, "no price is not a negative one");
        let gemini = read_list(&json!({"models": [{"name": "models/gemini-2.5-flash"}]})).unwrap();
        assert_eq!(gemini[0].id, "gemini-2.5-flash");
    }

    #[test]
    fn other_json_is_no_list() {
        for other in [json!({"hello": 1}), json!("x"), json!({"data": [1, 2]}), json!({"error": {"message": "no"}})] {
            assert_eq!(read_list(&other), None, "{other}");
        }
        assert_eq!(read_list(&json!({"data": []})), Some(vec![]));
    }
}
