//! A response body, in portions, becomes a [`Reply`].

use super::body::{self, OPENING};
use super::lenient::Halves;
use super::messages::{Part, is_whole, parts};
use super::{Reply, TEXT_LIMIT};
use crate::gateway::dialect::{Dialect, FailureClass, FinishReason, MessageReader, ProviderFailure, ResponseEvent};
use crate::gateway::stream::{BodyDecoder, BodyEnd, BodyItem, BodyShape, Frame};
use crate::gateway::{GatewayError, Result};
use serde_json::Value;

/// Reads one response while it arrives.
pub struct ResponseReader {
    body: BodyDecoder,
    messages: Box<dyn MessageReader>,
    reply: Reply,
    items: Vec<BodyItem>,
    events: Vec<ResponseEvent>,
    /// Halves of characters that were split between two pieces, of the text and of the thinking.
    halves: [Halves; 2],
    /// How the body begins, to say what it is if it is no answer.
    opening: Vec<u8>,
    /// Whether anything of a response was recognised: a message or a keep-alive.
    recognised: bool,
    /// Messages of the body that were JSON.
    messages_read: usize,
    /// Whether any of them said something in this dialect.
    understood: bool,
    /// The body can't be read any further.
    refused: bool,
    text_bytes: usize,
}

impl ResponseReader {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            body: BodyDecoder::default(),
            messages: dialect.reader(),
            reply: Reply::default(),
            items: Vec::new(),
            events: Vec::new(),
            halves: Default::default(),
            opening: Vec::new(),
            recognised: false,
            messages_read: 0,
            understood: false,
            refused: false,
            text_bytes: 0,
        }
    }

    /// Reads a portion. Returns what it said; the reply grows along. What comes after the end mark is passed over.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<ResponseEvent> {
        if self.refused || self.reply.done {
            return Vec::new();
        }
        let room = OPENING.saturating_sub(self.opening.len()).min(bytes.len());
        self.opening.extend_from_slice(&bytes[..room]);
        let mut items = std::mem::take(&mut self.items);
        let result = self.body.feed(bytes, &mut items);
        self.read_items(&mut items);
        self.items = items;
        if let (Err(error), false) = (result, self.reply.done) {
            self.refuse(error.to_string());
        }
        self.take_events()
    }

    /// The answer so far.
    pub fn reply(&self) -> &Reply {
        &self.reply
    }

    /// The beginning of the body, as it came.
    pub fn opening(&self) -> &[u8] {
        &self.opening
    }

    /// Ends the body and judges whether the answer is whole.
    ///
    /// # Errors
    ///
    /// If nothing in the body was a message of any provider. The error says what it is instead.
    pub fn finish(mut self) -> Result<Reply> {
        let mut items = Vec::new();
        let end = std::mem::take(&mut self.body).finish(&mut items);
        self.read_items(&mut items);
        // Behind the end mark nothing counts, wherever it is split.
        let cut = self.refused | (!self.reply.done && self.read_end(&end));
        if !self.recognised && end.shape == BodyShape::Events {
            return Err(body::name(&self.opening));
        }
        self.end_messages();
        self.judge(end.shape, cut);
        Ok(self.reply)
    }

    /// Reads what was open when the body ended. Returns whether it was cut off inside a message.
    fn read_end(&mut self, end: &BodyEnd) -> bool {
        match &end.open_event {
            // Some servers forget the last empty line: whole data is a whole event.
            Some(frame) if is_whole(&frame.data) => {
                self.recognised = true;
                self.read_frame(frame);
                false
            }
            Some(frame) => {
                self.recognised |= frame.name.is_some() || !frame.data.is_empty();
                true
            }
            None => end.inside_object,
        }
    }

    fn read_items(&mut self, items: &mut Vec<BodyItem>) {
        self.recognised |= !items.is_empty();
        for item in items.drain(..) {
            if let BodyItem::Frame(frame) = item {
                self.read_frame(&frame);
            }
        }
    }

    fn judge(&mut self, shape: BodyShape, cut: bool) {
        let reply = &mut self.reply;
        // Once the provider has said why the answer ended, nothing that happens afterwards can cut it off.
        let cut = cut && !reply.has_ended();
        let failed = reply.errors.iter().any(|error| error.class != FailureClass::BrokenStream);
        let answered = !reply.text.is_empty() || !reply.reasoning.is_empty() || !reply.tool_calls.is_empty();
        // A whole JSON object can't be cut off, and an error in place of an answer is whole, too.
        let needs_reason = (shape != BodyShape::Object || self.messages_read > 1) && (answered || !failed);
        let broke_off = answered && reply.finish_reason == Some(FinishReason::Error);
        reply.truncated = cut || broke_off || needs_reason && reply.finish_reason.is_none();
        if shape == BodyShape::Empty {
            reply.fail(ProviderFailure::of_stream("The response is empty."));
        } else if cut {
            reply.fail(ProviderFailure::of_stream("The response ends inside a message."));
        } else if self.messages_read > 0 && !self.understood {
            reply.fail(ProviderFailure::of_stream("The response holds nothing that this dialect knows."));
        }
        if reply.finish_reason == Some(FinishReason::Error) && reply.errors.is_empty() {
            let words = "The provider ended the answer with an error and no word about it.";
            reply.fail(ProviderFailure::of_class(FailureClass::Unavailable, words));
        }
        if reply.finish_reason.is_none() && failed {
            reply.finish_reason = Some(FinishReason::Error);
        }
    }

    fn read_frame(&mut self, frame: &Frame) {
        for part in parts(&frame.data) {
            if self.reply.done || self.refused {
                return;
            }
            let name = frame.name.as_deref();
            match part {
                Part::Message(message) => self.read_message(name, &message),
                Part::Done => {
                    self.end_messages();
                    self.tell(vec![ResponseEvent::Done]);
                }
                Part::Words(words) if name.is_none_or(|name| !is_keep_alive(name)) => {
                    self.tell(vec![ResponseEvent::Failure(ProviderFailure::of_words(&words))]);
                }
                Part::Words(_) => {}
                Part::Broken(reason) => {
                    let failure = ProviderFailure::of_stream(format!("A message is not valid JSON: {reason}."));
                    self.tell(vec![ResponseEvent::Failure(failure)]);
                }
            }
        }
    }

    fn read_message(&mut self, name: Option<&str>, message: &Value) {
        let mut said = Vec::new();
        match message {
            Value::Array(messages) => messages.iter().for_each(|message| self.messages.read(name, message, &mut said)),
            message => self.messages.read(name, message, &mut said),
        }
        let told = said.iter().any(|event| matches!(event, ResponseEvent::Failure(_)));
        if name == Some("error") && !told {
            said.push(ResponseEvent::Failure(ProviderFailure::read_named(message)));
        }
        self.messages_read += 1;
        self.understood |= !said.is_empty();
        self.tell(said);
    }

    /// Takes over what was held back in the hope that more would come.
    fn end_messages(&mut self) {
        let mut said = Vec::new();
        self.messages.end(&mut said);
        self.tell(said);
        let [text, thinking] = &mut self.halves;
        let rest = [text.end().map(ResponseEvent::Text), thinking.end().map(ResponseEvent::Reasoning)];
        self.reply.apply_all(&mut self.events, rest.into_iter().flatten().collect());
    }

    /// Applies what was said and keeps it for the caller.
    fn tell(&mut self, said: Vec<ResponseEvent>) {
        let [text, thinking] = &mut self.halves;
        let said = said.into_iter().map(|event| match event {
            ResponseEvent::Text(piece) => ResponseEvent::Text(text.join(piece)),
            ResponseEvent::Reasoning(piece) => ResponseEvent::Reasoning(thinking.join(piece)),
            other => other,
        });
        let said: Vec<_> = said.filter(|event| !is_empty(event)).collect();
        self.text_bytes += said.iter().map(text_bytes).sum::<usize>();
        if self.text_bytes > TEXT_LIMIT {
            return self.refuse(format!("The answer is longer than {TEXT_LIMIT} bytes."));
        }
        self.reply.apply_all(&mut self.events, said);
    }

    fn refuse(&mut self, message: String) {
        self.refused = true;
        let failure = ResponseEvent::Failure(ProviderFailure::of_stream(message));
        self.reply.apply_all(&mut self.events, vec![failure]);
    }

    fn take_events(&mut self) -> Vec<ResponseEvent> {
        std::mem::take(&mut self.events)
    }
}

impl Reply {
    /// Applies events and keeps them for the caller, but for errors behind the end, which harm no answer.
    fn apply_all(&mut self, kept: &mut Vec<ResponseEvent>, events: Vec<ResponseEvent>) {
        for event in events {
            let late = matches!(event, ResponseEvent::Failure(_)) && self.has_ended();
            self.apply(event.clone());
            if !late {
                kept.push(event);
            }
        }
    }
}

/// Reads a whole recorded body.
///
/// # Errors
///
/// If the bytes are no text, or nothing in them is a message of any provider. The error says what they are.
pub fn read_response(dialect: Dialect, bytes: &[u8]) -> Result<Reply> {
    // Zero bytes appear in no JSON and no event stream.
    if bytes.contains(&0) || body::packing(bytes).is_some() {
        return Err(body::packing(bytes).map_or(GatewayError::NotText, |packing| GatewayError::Packed { packing }));
    }
    let mut reader = ResponseReader::new(dialect);
    reader.feed(bytes);
    reader.finish()
}

/// Events that only keep the line open, whatever they carry.
fn is_keep_alive(name: &str) -> bool {
    matches!(name, "ping" | "keepalive" | "keep-alive" | "heartbeat")
}

fn is_empty(event: &ResponseEvent) -> bool {
    matches!(event, ResponseEvent::Text(text) | ResponseEvent::Reasoning(text) if text.is_empty())
}

fn text_bytes(event: &ResponseEvent) -> usize {
    match event {
        ResponseEvent::Text(text) | ResponseEvent::Reasoning(text) | ResponseEvent::ToolCall { name: text } => {
            text.len()
        }
        _ => 0,
    }
}
