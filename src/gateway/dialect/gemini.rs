//! Google's Gemini API: events or a growing JSON array, cumulative usage in every chunk, no `[DONE]`.

use super::request::{ChatRequest, Endpoint, Header, HttpRequest};
use super::{FailureClass, FinishReason, MessageReader, ProviderFailure, ResponseEvent, Usage, content, json};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    /// Gemini says `STOP` after a tool call, too; OpenAI's word for that is another.
    called_tools: bool,
}

/// The request. The model is part of the address.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let method = if chat.stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    let url = endpoint.url(&format!("models/{}:{method}", chat.model));
    let picture = |image: &super::Image| json!({"inlineData": {"mimeType": image.media_type, "data": image.base64}});
    let mut parts: Vec<_> = chat.images.iter().map(picture).collect();
    parts.push(json!({"text": chat.prompt}));
    let mut contents = vec![json!({"role": "user", "parts": parts})];
    contents.extend(chat.continue_from.iter().map(|text| json!({"role": "model", "parts": [{"text": text}]})));
    let mut body = json!({"contents": contents, "generationConfig": {"maxOutputTokens": chat.max_output_tokens}});
    if let Some(temperature) = chat.temperature {
        body["generationConfig"]["temperature"] = json!(temperature);
    }
    if let Some(system) = &chat.system {
        body["systemInstruction"] = json!({"parts": [{"text": system}]});
    }
    let key = endpoint.key.as_ref().map(|key| Header::new("x-goog-api-key", key.reveal()));
    HttpRequest::json(url, [key], body)
}

impl MessageReader for Reader {
    fn read(&mut self, _name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        let (response_id, model) = (json::owned(message, "/responseId"), json::owned(message, "/modelVersion"));
        if response_id.is_some() || model.is_some() {
            events.push(ResponseEvent::Served { response_id, model, provider: None });
        }
        events.extend(ProviderFailure::read(message).map(ResponseEvent::Failure));
        blocked(message, events);
        let first = |candidate: &&Value| json::count(candidate, "/index").unwrap_or(0) == 0;
        for candidate in json::elements(message, "/candidates").iter().filter(first) {
            self.candidate(candidate, events);
        }
        if let Some(usage) = message.get("usageMetadata").filter(|usage| usage.is_object()) {
            events.push(ResponseEvent::Usage(usage_of(usage)));
        }
    }
}

impl Reader {
    fn candidate(&mut self, candidate: &Value, events: &mut Vec<ResponseEvent>) {
        for part in json::elements(candidate, "/content/parts") {
            let text = json::text(part, "/text").unwrap_or_default();
            if part.get("thought").and_then(Value::as_bool) == Some(true) {
                content::push_reasoning(text, events);
            } else {
                content::push_text(text, events);
            }
            if let Some(call) = part.get("functionCall") {
                self.called_tools = true;
                events.push(ResponseEvent::ToolCall { name: json::owned(call, "/name").unwrap_or_default() });
            }
        }
        let reason = json::text(candidate, "/finishReason").and_then(FinishReason::from_gemini);
        events.extend(reason.map(|reason| match reason {
            FinishReason::Stop if self.called_tools => ResponseEvent::Finish(FinishReason::ToolCalls),
            other => ResponseEvent::Finish(other),
        }));
    }
}

/// A prompt that is refused has no candidates, only feedback.
fn blocked(message: &Value, events: &mut Vec<ResponseEvent>) {
    let Some(reason) = json::text(message, "/promptFeedback/blockReason") else { return };
    let said = json::text(message, "/promptFeedback/blockReasonMessage").unwrap_or("The prompt was blocked.");
    events.push(ResponseEvent::Failure(ProviderFailure {
        message: format!("{said} ({reason})"),
        error_type: Some("prompt_blocked".to_owned()),
        code: Some(reason.to_owned()),
        status: None,
        class: FailureClass::ContentFilter,
        retry_after_ms: None,
    }));
    events.push(ResponseEvent::Finish(FinishReason::ContentFilter));
}

fn usage_of(usage: &Value) -> Usage {
    Usage {
        input_tokens: json::count(usage, "/promptTokenCount"),
        output_tokens: json::count(usage, "/candidatesTokenCount"),
        reasoning_tokens: json::count(usage, "/thoughtsTokenCount"),
        cached_tokens: json::count(usage, "/cachedContentTokenCount"),
        reasoning_beside_output: true,
        ..Usage::default()
    }
}
