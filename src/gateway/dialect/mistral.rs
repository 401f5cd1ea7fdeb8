//! Mistral: OpenAI's chunks, but content may be a list of parts and a picture is a plain string.

use super::request::{ChatRequest, Endpoint, HttpRequest};
use super::{MessageReader, ResponseEvent, openai};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    completion: openai::Completion,
}

/// The request. Mistral's preflight allows few headers, and `stream_options` is unknown to it.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let mut body = openai::chat_body(chat);
    let picture = |image: &super::Image| json!({"type": "image_url", "image_url": image.data_url()});
    let mut messages = openai::messages(chat, picture);
    if let (Some(_), Some(begun)) = (&chat.continue_from, messages.last_mut()) {
        begun["prefix"] = json!(true);
    }
    body["messages"] = json!(messages);
    if let Some(fields) = body.as_object_mut() {
        fields.remove("stream_options");
    }
    HttpRequest::json(endpoint.url("chat/completions"), [endpoint.bearer()], body)
}

impl MessageReader for Reader {
    fn read(&mut self, _name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        self.completion.read(message, events);
    }

    fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.completion.end(events);
    }
}
