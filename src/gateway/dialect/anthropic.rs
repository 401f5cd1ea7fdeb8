//! Anthropic's Messages API: named events, input counted at the start, output cumulative at the end, no `[DONE]`.

use super::request::{ChatRequest, Endpoint, Header, HttpRequest};
use super::{MessageReader, ProviderFailure, ResponseEvent, Usage, content, json, openai};
use serde_json::{Value, json};

pub struct Reader;

/// The request. A page must say that it knows what it does with a key.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let headers = [
        endpoint.key.as_ref().map(|key| Header::new("x-api-key", key.reveal())),
        Some(Header::new("anthropic-version", "2023-06-01")),
        Some(Header::new("anthropic-dangerous-direct-browser-access", "true")),
    ];
    let picture = |image: &super::Image| {
        let source = json!({"type": "base64", "media_type": image.media_type, "data": image.base64});
        json!({"type": "image", "source": source})
    };
    let mut content: Vec<_> = chat.images.iter().map(picture).collect();
    content.push(json!({"type": "text", "text": chat.prompt}));
    let mut messages = vec![json!({"role": "user", "content": content})];
    // White space at the end of a beginning is refused.
    messages.extend(chat.continue_from.iter().map(|text| json!({"role": "assistant", "content": text.trim_end()})));
    let mut body = json!({
        "model": chat.model,
        "max_tokens": chat.max_output_tokens,
        "messages": messages,
        "stream": chat.stream,
    });
    if let Some(system) = &chat.system {
        body["system"] = json!(system);
    }
    if let Some(temperature) = chat.temperature {
        body["temperature"] = json!(temperature);
    }
    HttpRequest::json(endpoint.url("messages"), headers, body)
}

impl MessageReader for Reader {
    fn read(&mut self, name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        match json::text(message, "/type").or(name) {
            Some("message_start") => read_message(&message["message"], events),
            Some("message") => read_message(message, events),
            Some("content_block_start") => read_block(&message["content_block"], events),
            Some("content_block_delta") => read_delta(&message["delta"], events),
            Some("message_delta") => {
                finish(&message["delta"], events);
                usage(message, events);
            }
            Some("message_stop") => events.push(ResponseEvent::Done),
            Some("ping" | "content_block_stop") => {}
            _ => events.extend(ProviderFailure::read(message).map(ResponseEvent::Failure)),
        }
    }
}

fn read_message(message: &Value, events: &mut Vec<ResponseEvent>) {
    let (response_id, model) = (json::owned(message, "/id"), json::owned(message, "/model"));
    events.push(ResponseEvent::Served { response_id, model, provider: None });
    json::elements(message, "/content").iter().for_each(|block| read_block(block, events));
    finish(message, events);
    usage(message, events);
}

fn read_block(block: &Value, events: &mut Vec<ResponseEvent>) {
    match json::text(block, "/type") {
        Some("text") => content::push_text(json::text(block, "/text").unwrap_or_default(), events),
        Some("thinking") => content::push_reasoning(json::text(block, "/thinking").unwrap_or_default(), events),
        Some("tool_use") => {
            events.push(ResponseEvent::ToolCall { name: json::owned(block, "/name").unwrap_or_default() });
        }
        _ => {}
    }
}

fn read_delta(delta: &Value, events: &mut Vec<ResponseEvent>) {
    match json::text(delta, "/type") {
        Some("text_delta") => content::push_text(json::text(delta, "/text").unwrap_or_default(), events),
        Some("thinking_delta") => content::push_reasoning(json::text(delta, "/thinking").unwrap_or_default(), events),
        // Signatures, citations and the arguments of tools are no words of the answer.
        _ => {}
    }
}

fn finish(message: &Value, events: &mut Vec<ResponseEvent>) {
    if let Some(word) = json::text(message, "/stop_reason") {
        openai::finish(word, None, events);
    }
}

fn usage(message: &Value, events: &mut Vec<ResponseEvent>) {
    if let Some(usage) = message.get("usage").filter(|usage| usage.is_object()) {
        events.push(ResponseEvent::Usage(Usage::read(usage)));
    }
}
