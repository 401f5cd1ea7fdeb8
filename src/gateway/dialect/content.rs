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
        Value::Object(_) => read_part(content, events),
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

/// Appends the thinking that comes beside the content, under the first of its names that says something: many servers
/// say the same under two.
pub fn read_thinking(message: &Value, events: &mut Vec<ResponseEvent>) {
    const NAMES: [&str; 7] = [
        "reasoning_content",
        "reasoning",
        "thinking",
        "reasoning_text",
        "thought",
        "reasoning_details",
        "thinking_blocks",
    ];
    let before = events.len();
    for name in NAMES {
        match message.get(name) {
            Some(Value::String(text)) => push_reasoning(text, events),
            Some(Value::Array(steps)) => steps.iter().for_each(|step| push_reasoning(words(step), events)),
            Some(step @ Value::Object(_)) => push_reasoning(words(step), events),
            _ => {}
        }
        if events.len() > before {
            return;
        }
    }
}

/// The words of a part, under any of the names they have.
fn words(part: &Value) -> &str {
    let names = ["/text", "/thinking", "/content", "/summary", "/reasoning", "/text/value", "/refusal"];
    let texts = part.as_str().into_iter().chain(names.into_iter().filter_map(|name| json::text(part, name)));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn read_part(part: &Value, events: &mut Vec<ResponseEvent>) {
    match json::text(part, "/type").unwrap_or("text") {
        "text" | "output_text" | "refusal" => push_text(words(part), events),
        "thinking" | "reasoning" => match part.get("thinking") {
            Some(Value::Array(steps)) => steps.iter().for_each(|step| push_reasoning(words(step), events)),
            _ => push_reasoning(words(part), events),
        },
        _ => {}
    }
}
