//! OpenRouter: OpenAI's chunks with `provider` and `usage.cost`; an error may come as a chunk of a 200.

use super::litellm::merge;
use super::request::{ChatRequest, Endpoint, Header, HttpRequest};
use super::{InnerAttempt, MessageReader, ResponseEvent, json, openai};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    completion: openai::Completion,
}

/// The request. `gateway_options` are `models` and `provider`.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let mut body = openai::chat_body(chat);
    // Older deployments send the cost only when asked this way.
    body["usage"] = json!({"include": true});
    merge(&mut body, chat.gateway_options.as_ref());
    let metadata = endpoint.wants_attempts.then(|| Header::new("x-openrouter-metadata", "enabled"));
    HttpRequest::json(endpoint.url("chat/completions"), [endpoint.bearer(), metadata], body)
}

impl MessageReader for Reader {
    fn read(&mut self, _name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        self.completion.read(message, events);
        let attempts: Vec<_> = json::elements(message, "/openrouter_metadata/attempts")
            .iter()
            .map(|attempt| inner_attempt(attempt, json::owned(message, "/openrouter_metadata/requested")))
            .collect();
        if !attempts.is_empty() {
            events.push(ResponseEvent::InnerAttempts(attempts));
        }
    }

    fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.completion.end(events);
    }
}

/// OpenRouter gives provider, model and status, but no times.
fn inner_attempt(attempt: &Value, requested_model: Option<String>) -> InnerAttempt {
    let status = json::number(attempt, "/status").map(|status| status as u16);
    let word = json::text(attempt, "/status");
    InnerAttempt {
        provider: json::owned(attempt, "/provider"),
        requested_model,
        served_model: json::owned(attempt, "/model"),
        success: status.is_some_and(|status| status < 400) || matches!(word, Some("success" | "ok")),
        status,
        error: json::owned(attempt, "/error"),
        ..InnerAttempt::default()
    }
}
