//! OpenAI's Responses API: named `response.*` events, or one object with `output`.

use super::usage::cost;
use super::{FinishReason, MessageReader, ProviderFailure, ResponseEvent, Usage, content, json};
use serde_json::Value;

#[derive(Default)]
pub struct Reader {
    called_tools: bool,
    /// Text came piece by piece.
    spoke: bool,
}

/// Whether a message belongs to the Responses API.
pub fn is_one(message: &Value) -> bool {
    json::text(message, "/object") == Some("response")
        || json::text(message, "/type").is_some_and(|kind| kind.starts_with("response.") || kind == "error")
            && message.get("choices").is_none()
}

impl MessageReader for Reader {
    fn read(&mut self, _name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        let delta = json::text(message, "/delta").unwrap_or_default();
        match json::text(message, "/type") {
            None => self.whole(message, events),
            Some("response.output_text.delta" | "response.refusal.delta") => {
                self.spoke = true;
                content::push_text(delta, events);
            }
            Some(
                "response.reasoning_text.delta"
                | "response.reasoning_summary_text.delta"
                | "response.reasoning.delta"
                | "response.reasoning_summary.delta",
            ) => {
                content::push_reasoning(delta, events);
            }
            Some("response.output_item.added") => self.tool_call(&message["item"], events),
            Some("error" | "response.error") => {
                events.extend(ProviderFailure::read(message).map(ResponseEvent::Failure))
            }
            Some("response.completed" | "response.incomplete" | "response.failed" | "response.cancelled") => {
                let response = &message["response"];
                if self.spoke || self.called_tools {
                    self.end(response, events)
                } else {
                    self.whole(response, events)
                }
                events.push(ResponseEvent::Done);
            }
            Some("response.created") => served(&message["response"], events),
            Some(_) => {}
        }
    }
}

impl Reader {
    fn whole(&mut self, response: &Value, events: &mut Vec<ResponseEvent>) {
        for item in json::elements(response, "/output") {
            content::read(&item["content"], events);
            self.tool_call(item, events);
        }
        self.end(response, events);
    }

    fn tool_call(&mut self, item: &Value, events: &mut Vec<ResponseEvent>) {
        if json::text(item, "/type") == Some("function_call") {
            self.called_tools = true;
            let name = json::owned(item, "/name").unwrap_or_default();
            events.push(ResponseEvent::ToolCall { name });
        }
    }

    fn end(&mut self, response: &Value, events: &mut Vec<ResponseEvent>) {
        served(response, events);
        if let Some(usage) = response.get("usage").filter(|usage| usage.is_object()) {
            events.push(ResponseEvent::Usage(Usage::read(usage)));
            events.extend(cost(usage, false).map(ResponseEvent::Cost));
        }
        let failed = response.get("error").is_some_and(Value::is_object);
        events.extend(ProviderFailure::read(response).filter(|_| failed).map(ResponseEvent::Failure));
        let reason = match (json::text(response, "/status"), json::text(response, "/incomplete_details/reason")) {
            (_, Some("content_filter")) => Some(FinishReason::ContentFilter),
            (Some("incomplete"), _) => Some(FinishReason::Length),
            (Some("completed"), _) if self.called_tools => Some(FinishReason::ToolCalls),
            (Some("completed"), _) => Some(FinishReason::Stop),
            (Some("failed" | "cancelled"), _) => Some(FinishReason::Error),
            _ => None,
        };
        events.extend(reason.map(ResponseEvent::Finish));
    }
}

fn served(response: &Value, events: &mut Vec<ResponseEvent>) {
    let (response_id, model) = (json::owned(response, "/id"), json::owned(response, "/model"));
    events.push(ResponseEvent::Served { response_id, model, provider: None });
}
