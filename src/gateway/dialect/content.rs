//! The `content` of a message: a text, or a list of parts.

use super::{ResponseEvent, json};
use serde_json::Value;

/// Reads the content of an OpenAI or Mistral message.
///
/// Mistral's reasoning models send lists of `thinking` and `text` parts, and `reference` parts that carry no text.
pub fn read(content: &Value, events: &mut Vec<ResponseEvent>) {
    match content {
        Value::String(text) => push_text(text, events),
        Value::Array(parts) => parts.iter().for_each(|part| read_part(part, events)),
        _ => {}
    }
}

/// Appends a piece of the answer, unless it is empty: an empty piece is no token.
pub fn push_text(text: &str, events: &mut Vec<ResponseEvent>) {
    if !text.is_empty() {
        events.push(ResponseEvent::Text(text.to_owned()));
    }
}

/// Appends a piece of thinking, unless it is empty.
pub fn push_reasoning(text: &str, events: &mut Vec<ResponseEvent>) {
    if !text.is_empty() {
        events.push(ResponseEvent::Reasoning(text.to_owned()));
    }
}

fn read_part(part: &Value, events: &mut Vec<ResponseEvent>) {
    let kind = json::text(part, "/type").unwrap_or("text");
    match (kind, part) {
        (_, Value::String(text)) => push_text(text, events),
        ("text" | "output_text", _) => push_text(json::text(part, "/text").unwrap_or_default(), events),
        ("refusal", _) => push_text(json::text(part, "/refusal").unwrap_or_default(), events),
        ("thinking", _) => match part.get("thinking") {
            Some(Value::String(text)) => push_reasoning(text, events),
            Some(Value::Array(steps)) => {
                steps.iter().filter_map(|step| json::text(step, "/text")).for_each(|text| push_reasoning(text, events));
            }
            _ => {}
        },
        _ => {}
    }
}
