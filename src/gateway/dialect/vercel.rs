//! Vercel AI Gateway: OpenAI's chunks; the last one tells in `provider_metadata` who was tried and what it cost.

use super::request::{ChatRequest, Endpoint, HttpRequest};
use super::{InnerAttempt, MessageReader, ResponseEvent, Usage, json, openai};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    completion: openai::Completion,
}

/// The request. `gateway_options` become `providerOptions.gateway`.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
    let mut body = openai::chat_body(chat);
    if let Some(options) = &chat.gateway_options {
        body["providerOptions"] = json!({"gateway": options});
    }
    HttpRequest::json(endpoint.url("chat/completions"), [endpoint.bearer()], body)
}

impl MessageReader for Reader {
    fn read(&mut self, _name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        self.completion.read(message, events);
        let Some(metadata) = metadata(message) else { return };
        // Google's own count shows when Vercel's `completion_tokens` leaves the thinking out.
        let own = json::count(metadata, "/google/usageMetadata/candidatesTokenCount");
        if own.is_some() && own == json::count(message, "/usage/completion_tokens") {
            events.push(ResponseEvent::Usage(Usage { reasoning_beside_output: true, ..Usage::default() }));
        }
        if let Some(gateway) = metadata.get("gateway") {
            read_gateway(gateway, events);
            // With the visitor's own key the gateway's figure is not all of it; then the usage counts.
            let own_key = message.pointer("/usage/is_byok") == Some(&Value::Bool(true));
            events.extend(json::money(gateway, "/cost").filter(|_| !own_key).map(ResponseEvent::Cost));
        }
    }

    fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.completion.end(events);
    }
}

/// The metadata sits in the delta, the message, the choice or the chunk, in either spelling.
fn metadata(message: &Value) -> Option<&Value> {
    let homes = ["/choices/0/delta", "/choices/0/message", "/choices/0", ""];
    let spellings = ["provider_metadata", "providerMetadata"];
    homes.into_iter().filter_map(|home| message.pointer(home)).find_map(|home| {
        spellings.into_iter().find_map(|spelling| home.get(spelling).filter(|found| found.is_object()))
    })
}

fn read_gateway(gateway: &Value, events: &mut Vec<ResponseEvent>) {
    let attempts = attempts(&gateway["routing"]);
    let provider = json::owned(gateway, "/routing/finalProvider")
        .or_else(|| attempts.iter().rev().find(|attempt| attempt.success)?.provider.clone());
    events.push(ResponseEvent::Served { response_id: json::owned(gateway, "/generationId"), model: None, provider });
    let served = attempts.iter().rev().find(|attempt| attempt.success).and_then(|attempt| attempt.served_model.clone());
    let served = served.or_else(|| json::owned(gateway, "/routing/resolvedProviderApiModelId"));
    events.extend(served.map(ResponseEvent::ServedModel));
    if !attempts.is_empty() {
        events.push(ResponseEvent::InnerAttempts(attempts));
    }
}

/// All provider attempts. With model fallbacks the full list is only in `modelAttempts`.
fn attempts(routing: &Value) -> Vec<InnerAttempt> {
    let requested = json::owned(routing, "/originalModelId");
    let flat = json::elements(routing, "/attempts");
    let nested: Vec<(Option<String>, &Value)> = json::elements(routing, "/modelAttempts")
        .iter()
        .flat_map(|model| {
            let id = json::owned(model, "/modelId");
            json::elements(model, "/providerAttempts").iter().map(move |attempt| (id.clone(), attempt))
        })
        .collect();
    if nested.len() > flat.len() {
        nested.into_iter().map(|(model, attempt)| inner_attempt(attempt, model.or(requested.clone()))).collect()
    } else {
        flat.iter().map(|attempt| inner_attempt(attempt, requested.clone())).collect()
    }
}

fn inner_attempt(attempt: &Value, requested_model: Option<String>) -> InnerAttempt {
    InnerAttempt {
        provider: json::owned(attempt, "/provider"),
        requested_model,
        served_model: json::owned(attempt, "/providerApiModelId"),
        credential: json::owned(attempt, "/credentialType"),
        success: attempt.get("success").and_then(Value::as_bool).unwrap_or(false),
        status: json::count(attempt, "/statusCode").and_then(|status| u16::try_from(status).ok()),
        error: json::owned(attempt, "/error"),
        start_ms: json::number(attempt, "/startTime"),
        end_ms: json::number(attempt, "/endTime"),
    }
}
