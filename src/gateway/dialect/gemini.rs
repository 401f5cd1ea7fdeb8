//! Google's Gemini API: events or a growing JSON array, cumulative usage in every chunk, no `[DONE]`.

use super::choices::Choices;
use super::request::{ChatRequest, Endpoint, Header, HttpRequest};
use super::{FailureClass, FinishReason, MessageReader, ProviderFailure, ResponseEvent, Usage, content, json, openai};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    candidates: Choices,
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
        // Google's own tools wrap each message.
        let message = message.get("response").filter(|inner| inner.get("candidates").is_some()).unwrap_or(message);
        let (response_id, model) = (json::owned(message, "/responseId"), json::owned(message, "/modelVersion"));
        if response_id.is_some() || model.is_some() {
            events.push(ResponseEvent::Served { response_id, model, provider: None });
        }
        events.extend(ProviderFailure::read(message).map(ResponseEvent::Failure));
        blocked(message, events);
        let candidates = json::elements(message, "/candidates").iter().enumerate().map(|(place, candidate)| {
            let mut said = Vec::new();
            self.candidate(candidate, &mut said);
            (json::count(candidate, "/index").unwrap_or(place as u64), said)
        });
        let candidates = candidates.collect();
        self.candidates.take(candidates, events);
        if let Some(usage) = message.get("usageMetadata").filter(|usage| usage.is_object()) {
            events.push(ResponseEvent::Usage(Usage::read(usage)));
        }
    }

    fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.candidates.end(events);
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
        let Some(word) = json::text(candidate, "/finishReason") else { return };
        match FinishReason::of_word(word) {
            Some(FinishReason::Stop) if self.called_tools => {
                events.push(ResponseEvent::Finish(FinishReason::ToolCalls))
            }
            _ => openai::finish(word, json::text(candidate, "/finishMessage"), events),
        }
    }
}

/// A prompt that is refused has no candidates, only feedback.
fn blocked(message: &Value, events: &mut Vec<ResponseEvent>) {
    let Some(reason) = json::text(message, "/promptFeedback/blockReason") else { return };
    let said = json::text(message, "/promptFeedback/blockReasonMessage").unwrap_or("The prompt was blocked.");
    events.push(ResponseEvent::Failure(ProviderFailure {
        error_type: Some("prompt_blocked".to_owned()),
        code: Some(reason.to_owned()),
        ..ProviderFailure::of_class(FailureClass::ContentFilter, format!("{said} ({reason})"))
    }));
    events.push(ResponseEvent::Finish(FinishReason::ContentFilter));
}
