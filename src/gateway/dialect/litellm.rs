//! LiteLLM's proxy: OpenAI's chunks, with `fallbacks` in the request and, if its config says so, `usage.cost`.

use super::request::{ChatRequest, Endpoint, HttpRequest};
use super::{MessageReader, ResponseEvent, json, openai};
use serde_json::Value;

#[derive(Default)]
pub struct Reader {
    completion: openai::Completion,
}

/// The request. `gateway_options` are merged into the body.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let mut body = openai::chat_body(chat);
    merge(&mut body, chat.gateway_options.as_ref());
    HttpRequest::json(endpoint.url("chat/completions"), [endpoint.bearer()], body)
}

/// Adds the fields of an object to another.
pub fn merge(body: &mut Value, options: Option<&Value>) {
    if let (Some(body), Some(options)) = (body.as_object_mut(), options.and_then(Value::as_object)) {
        body.extend(options.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
}

impl MessageReader for Reader {
    fn read(&mut self, _name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        self.completion.read(message, events);
        events.extend(json::money(message, "/_hidden_params/response_cost").map(ResponseEvent::Cost));
    }

    fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.completion.end(events);
    }
}
