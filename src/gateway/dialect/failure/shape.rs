//! Where in a message an error is, and which of its texts are words for people.

use super::super::json;
use serde_json::Value;

/// Where errors keep what people are to read, the most telling first.
const WORDS: [&str; 15] = [
    "message",
    "msg",
    "error_message",
    "errorMessage",
    "error_msg",
    "detail",
    "error_description",
    "description",
    "Message",
    "faultstring",
    "status_msg",
    "finishMessage",
    "title",
    "reason",
    "error",
];
/// Where errors keep further errors, and gateways the words of whom they asked.
const INNER: [&str; 16] = [
    "error",
    "errors",
    "detail",
    "raw",
    "metadata",
    "value",
    "cause",
    "innererror",
    "data",
    "response",
    "result",
    "body",
    "responseBody",
    "fault",
    "base_resp",
    "message",
];
/// Envelopes around a whole error.
const ENVELOPES: [&str; 6] = ["detail", "data", "response", "result", "body", "value"];
/// A message with one of these is an answer, whatever else it says.
const ANSWERS: [&str; 5] = ["choices", "candidates", "content", "output", "usage"];
/// What a message complains in where it has no `error`.
const COMPLAINTS: [&str; 9] =
    ["detail", "message", "msg", "Message", "error_message", "errorMessage", "error_msg", "error_description", "fault"];
/// How deep errors are looked for inside errors.
const DEPTH: usize = 6;
/// Texts of one error that are kept.
const MOST_TEXTS: usize = 4;
/// Letters of an error that are kept: whole pages come in place of a sentence.
const LONGEST: usize = 2000;

/// The parts of a message that make up its error, from the innermost to the message itself; none if it is no error.
pub fn layers(message: &Value) -> Vec<&Value> {
    let mut layers = vec![message];
    let mut innermost = message;
    while let Some(inner) = inner_error(innermost).filter(|_| layers.len() < DEPTH) {
        layers.push(inner);
        innermost = inner;
    }
    if layers.len() == 1 && !complains(message) {
        return Vec::new();
    }
    layers.reverse();
    layers
}

/// The error that a value holds: an object, a text, a list or `true`.
fn inner_error(value: &Value) -> Option<&Value> {
    let named =
        |value: &'_ Value| ["error", "errors"].into_iter().any(|key| value.get(key).is_some_and(says_something));
    let held = ["error", "errors"].into_iter().filter_map(|key| value.get(key)).find(|error| says_something(error));
    let enveloped = || {
        let bare = !ANSWERS.iter().any(|key| value.get(key).is_some());
        ENVELOPES.iter().filter_map(|key| value.get(key)).find(|inner| bare && named(inner))
    };
    match held.or_else(enveloped)? {
        Value::Array(list) => list.iter().find(|error| says_something(error)),
        found => Some(found),
    }
}

/// Whether an `error` is one: some servers send an empty one with every message.
fn says_something(error: &Value) -> bool {
    match error {
        Value::Null => false,
        Value::Bool(told) => *told,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "null" | "none" | "None"),
        Value::Array(list) => list.iter().any(says_something),
        Value::Object(fields) => fields.values().any(says_something),
    }
}

/// Whether a message without an `error` is one nevertheless.
fn complains(message: &Value) -> bool {
    let is_error = |key: &str| message.get(key).and_then(Value::as_str) == Some("error");
    let bare = || !ANSWERS.iter().any(|key| message.get(key).is_some());
    let refused = || json::number(message, "/base_resp/status_code").is_some_and(|code| code != 0.0);
    let unsuccessful = || message.get("success") == Some(&Value::Bool(false));
    let told = || {
        COMPLAINTS.iter().filter_map(|key| message.get(key)).any(|words| !words.is_boolean() && says_something(words))
    };
    is_error("object") || is_error("type") || bare() && (told() || unsuccessful()) || refused()
}

/// The human part of an error, with the words of whom a gateway asked. Bounded in length.
pub fn words(error: &Value) -> Option<String> {
    let mut found = Vec::new();
    collect(error, 0, &mut found);
    let mut texts = found.into_iter();
    let mut said = texts.next()?;
    for text in texts {
        if text.contains(&said) {
            said = text;
        } else if !said.contains(&text) {
            said = format!("{said} ({text})");
        }
    }
    Some(clip(&said, LONGEST))
}

/// The beginning of a text, if it is longer than `most` bytes.
pub fn clip(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}…", text[..text.floor_char_boundary(most)].trim_end())
}

fn collect(value: &Value, depth: usize, found: &mut Vec<String>) {
    if found.len() >= MOST_TEXTS || depth > DEPTH {
        return;
    }
    match value {
        Value::String(text) => collect_text(text.trim(), depth, found),
        Value::Array(list) => list.iter().take(MOST_TEXTS).for_each(|one| collect(one, depth + 1, found)),
        Value::Object(fields) => {
            let own = WORDS.iter().find_map(|key| fields.get(*key)?.as_str().filter(|text| !text.trim().is_empty()));
            match (own, fields.get("loc").and_then(Value::as_array)) {
                // FastAPI: which field, and what is wrong with it.
                (Some(text), Some(place)) => {
                    let steps = place.iter().map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned));
                    keep(format!("{}: {text}", steps.collect::<Vec<_>>().join(".")), found);
                }
                (Some(text), None) => collect_text(text.trim(), depth, found),
                (None, _) => {}
            }
            for inner in INNER.iter().filter_map(|key| fields.get(*key)) {
                collect(inner, depth + 1, found);
            }
        }
        _ => {}
    }
}

/// A text, or the error that is written in it as JSON.
fn collect_text(text: &str, depth: usize, found: &mut Vec<String>) {
    let before = found.len();
    if text.starts_with(['{', '['])
        && let Ok(inner) = serde_json::from_str::<Value>(text)
    {
        collect(&inner, depth + 1, found);
    }
    if found.len() == before {
        keep(text.to_owned(), found);
    }
}

fn keep(text: String, found: &mut Vec<String>) {
    if says_something(&Value::String(text.clone())) && !found.contains(&text) {
        found.push(clip(&text, LONGEST));
    }
}
