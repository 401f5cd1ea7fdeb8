//! OpenAI chat completions, which most endpoints imitate.
//!
//! Usage arrives in a last chunk with empty `choices`, errors may arrive inside a 200, and `[DONE]` may be missing.
//! Messages of the Responses API (`response.*`) are passed to [`super::responses`].

use super::choices::Choices;
use super::request::{ChatRequest, Endpoint, HttpRequest};
use super::usage::cost;
use super::{
    FailureClass, FinishReason, MessageReader, ProviderFailure, ResponseEvent, Usage, clip, content, json, responses,
};
use serde_json::{Value, json};

#[derive(Default)]
pub struct Reader {
    responses: responses::Reader,
    completion: Completion,
}

impl MessageReader for Reader {
    fn read(&mut self, name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>) {
        if responses::is_one(message) {
            self.responses.read(name, message, events);
        } else {
            self.completion.read(message, events);
        }
    }

    fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.completion.end(events);
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

/// Letters of a provider's words about an end that are kept.
const LONGEST_WORDS: usize = 500;
/// Where messages keep their usage: Groq wraps that of its last chunk, Moonshot puts it into the choice.
const USAGES: [&str; 6] = [
    "/usage",
    "/x_groq/usage",
    "/usageMetadata",
    "/choices/0/usage",
    "/choices/0/delta/usage",
    "/choices/0/message/usage",
];

/// A chat completion while it arrives.
#[derive(Default)]
pub struct Completion {
    choices: Choices,
}

impl Completion {
    /// Reads a chunk of a stream or a whole chat completion.
    pub fn read(&mut self, message: &Value, events: &mut Vec<ResponseEvent>) {
        let (response_id, model) = (json::owned(message, "/id"), json::owned(message, "/model"));
        let provider = json::owned(message, "/provider");
        if response_id.is_some() || model.is_some() || provider.is_some() {
            events.push(ResponseEvent::Served { response_id, model, provider });
        }
        let failure = ProviderFailure::read(message);
        events.extend(failure.map(ResponseEvent::Failure));
        let choices = json::elements(message, "/choices").iter().enumerate().map(|(place, choice)| {
            let mut said = Vec::new();
            read_choice(choice, &mut said);
            (json::count(choice, "/index").unwrap_or(place as u64), said)
        });
        self.choices.take(choices.collect(), events);
        let own_key = message.pointer("/openrouter_metadata/is_byok") == Some(&Value::Bool(true));
        for usage in USAGES.iter().filter_map(|place| message.pointer(place)).filter(|usage| usage.is_object()) {
            events.push(ResponseEvent::Usage(Usage::read(usage)));
            events.extend(cost(usage, own_key).map(ResponseEvent::Cost));
        }
    }

    /// Nothing more comes.
    pub fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.choices.end(events);
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
    if let Some(word) = json::text(choice, "/finish_reason").or_else(|| json::text(choice, "/finish_reason/type")) {
        finish(word, json::text(choice, "/finish_message"), events);
    }
}

/// Says why an answer ended. Where that is an error, the provider's `words` tell of it, or else its word for it.
pub fn finish(word: &str, words: Option<&str>, events: &mut Vec<ResponseEvent>) {
    let Some(reason) = FinishReason::of_word(word) else { return };
    let unnamed = !word.eq_ignore_ascii_case("error");
    let words = words.map(str::to_owned).or_else(|| unnamed.then(|| format!("The answer ended with the word {word}.")));
    let failure = words.filter(|_| reason == FinishReason::Error);
    events.extend(failure.map(|words| {
        ResponseEvent::Failure(ProviderFailure::of_class(FailureClass::Unavailable, clip(&words, LONGEST_WORDS)))
    }));
    events.push(ResponseEvent::Finish(reason));
}

fn read_message(message: &Value, events: &mut Vec<ResponseEvent>) {
    content::read_thinking(message, events);
    content::read(&message["content"], events);
    content::push_text(json::text(message, "/refusal").unwrap_or_default(), events);
    let calls = json::elements(message, "/tool_calls").iter().filter_map(|call| json::owned(call, "/function/name"));
    let calls = calls.chain(json::owned(message, "/function_call/name"));
    events.extend(calls.map(|name| ResponseEvent::ToolCall { name }));
}
