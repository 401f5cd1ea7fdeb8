//! OpenAI chat completions, which most endpoints imitate.
//!
//! Usage arrives in a last chunk with empty `choices`, errors may arrive inside a 200, and `[DONE]` may be missing.
//! Messages of the Responses API (`response.*`) are passed to [`super::responses`].

use super::request::{ChatRequest, Endpoint, HttpRequest};
use super::{FinishReason, MessageReader, ProviderFailure, ResponseEvent, Usage, content, json, responses};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    responses: responses::Reader,
}

impl MessageReader for Reader {
    fn read(&mut self, name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        if responses::is_one(message) {
            self.responses.read(name, message, events);
        } else {
            read_chat_completion(message, events);
        }
    }
}

/// The request for an endpoint that takes OpenAI's own parameter names.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let mut body = chat_body(chat);
    // Reasoning models refuse `max_tokens`; the new name works for all of OpenAI's chat models.
    body["max_completion_tokens"] = body["max_tokens"].take();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("max_tokens");
    }
    HttpRequest::json(endpoint.url("chat/completions"), [endpoint.bearer()], body)
}

/// The body that all imitators understand.
pub fn chat_body(chat: &ChatRequest) -> Value {
    let picture = |image: &super::Image| json!({"type": "image_url", "image_url": {"url": image.data_url()}});
    let mut body = json!({
        "model": chat.model,
        "messages": messages(chat, picture),
        "max_tokens": chat.max_output_tokens,
        "stream": chat.stream,
    });
    if chat.stream {
        body["stream_options"] = json!({"include_usage": true});
    }
    if let Some(temperature) = chat.temperature {
        body["temperature"] = json!(temperature);
    }
    body
}

/// System, user and, to continue a broken answer, assistant messages.
pub fn messages(chat: &ChatRequest, picture: impl Fn(&super::Image) -> Value) -> Vec<Value> {
    let mut content: Vec<_> = chat.images.iter().map(picture).collect();
    content.push(json!({"type": "text", "text": chat.prompt}));
    let system = chat.system.iter().map(|text| json!({"role": "system", "content": text}));
    let user = json!({"role": "user", "content": content});
    let begun = chat.continue_from.iter().map(|text| json!({"role": "assistant", "content": text}));
    system.chain([user]).chain(begun).collect()
}

/// Reads a chunk of a stream or a whole chat completion.
pub fn read_chat_completion(message: &Value, events: &mut Vec<ResponseEvent>) {
    let (response_id, model) = (json::owned(message, "/id"), json::owned(message, "/model"));
    let provider = json::owned(message, "/provider");
    if response_id.is_some() || model.is_some() || provider.is_some() {
        events.push(ResponseEvent::Served { response_id, model, provider });
    }
    let failure = ProviderFailure::read(message);
    events.extend(failure.map(ResponseEvent::Failure));
    for choice in json::elements(message, "/choices") {
        // One answer is asked for; further ones would mix with it.
        if json::count(choice, "/index").unwrap_or(0) == 0 {
            read_choice(choice, events);
        }
    }
    // Groq wraps the usage of its last chunk.
    for pointer in ["/usage", "/x_groq/usage"] {
        if let Some(usage) = message.pointer(pointer).filter(|usage| usage.is_object()) {
            events.push(ResponseEvent::Usage(Usage::from_openai(usage)));
            events.extend(json::number(usage, "/cost").map(ResponseEvent::Cost));
        }
    }
}

fn read_choice(choice: &Value, events: &mut Vec<ResponseEvent>) {
    let message = ["delta", "message"].into_iter().find_map(|key| choice.get(key).filter(|part| part.is_object()));
    match message {
        Some(message) => read_message(message, events),
        None => content::push_text(json::text(choice, "/text").unwrap_or_default(), events),
    }
    // Azure and OpenRouter put an error beside the delta.
    events.extend(ProviderFailure::read(choice).filter(|_| choice.get("error").is_some()).map(ResponseEvent::Failure));
    if let Some(word) = json::text(choice, "/finish_reason").filter(|word| !word.is_empty()) {
        events.push(ResponseEvent::Finish(FinishReason::from_openai(word)));
    }
}

fn read_message(message: &Value, events: &mut Vec<ResponseEvent>) {
    let thinking = ["/reasoning_content", "/reasoning", "/reasoning_text"];
    if let Some(text) = thinking.into_iter().find_map(|pointer| json::text(message, pointer)) {
        content::push_reasoning(text, events);
    }
    content::read(&message["content"], events);
    content::push_text(json::text(message, "/refusal").unwrap_or_default(), events);
    let calls = json::elements(message, "/tool_calls").iter().filter_map(|call| json::owned(call, "/function/name"));
    events.extend(calls.map(|name| ResponseEvent::ToolCall { name }));
}
