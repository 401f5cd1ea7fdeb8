//! A response body, in portions, becomes a [`Reply`].

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
            recognised: false,
            messages_read: 0,
            understood: false,
            refused: false,
            text_bytes: 0,
        }
    }

    /// Reads a portion. Returns what it said; the reply grows along.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<ResponseEvent> {
        if self.refused {
            return Vec::new();
        }
        let mut items = std::mem::take(&mut self.items);
        let result = self.body.feed(bytes, &mut items);
        self.recognised |= !items.is_empty();
        for item in items.drain(..) {
            if let BodyItem::Frame(frame) = item {
                self.read_frame(&frame);
            }
        }
        self.items = items;
        if let Err(error) = result {
            self.refuse(error.to_string());
        }
        self.take_events()
    }

    /// The answer so far.
    pub fn reply(&self) -> &Reply {
        &self.reply
    }

    /// Ends the body and judges whether the answer is whole.
    ///
    /// # Errors
    ///
    /// If nothing in the body was a message of any provider.
    pub fn finish(mut self) -> Result<Reply> {
        let end = std::mem::take(&mut self.body).finish();
        let cut = self.refused | self.read_end(&end);
        if !self.recognised && end.shape == BodyShape::Events {
            return Err(GatewayError::NotAResponse);
        }
        self.take_events();
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

    fn judge(&mut self, shape: BodyShape, cut: bool) {
        let reply = &mut self.reply;
        let failed = reply.errors.iter().any(|error| error.class != FailureClass::BrokenStream);
        let answered = !reply.text.is_empty() || !reply.reasoning.is_empty() || !reply.tool_calls.is_empty();
        // A whole JSON object can't be cut off, and an error in place of an answer is whole, too.
        let needs_reason = shape != BodyShape::Object && (answered || !failed);
        reply.truncated = cut || needs_reason && reply.finish_reason.is_none();
        if shape == BodyShape::Empty {
            reply.fail(ProviderFailure::of_stream("The response is empty."));
        } else if cut {
            reply.fail(ProviderFailure::of_stream("The response ends inside a message."));
        } else if self.messages_read > 0 && !self.understood {
            reply.fail(ProviderFailure::of_stream("The response holds nothing that this dialect knows."));
        }
        if reply.finish_reason.is_none() && failed {
            reply.finish_reason = Some(FinishReason::Error);
        }
    }

    fn read_frame(&mut self, frame: &Frame) {
        let data = frame.data.trim();
        if self.reply.done || self.refused || data.is_empty() {
            return;
        }
        if data == "[DONE]" {
            return self.reply.apply_all(&mut self.events, vec![ResponseEvent::Done]);
        }
        match serde_json::from_str::<Value>(data) {
            Ok(message) => self.read_message(frame.name.as_deref(), &message),
            Err(error) => {
                let failure = ProviderFailure::of_stream(format!("A message is not valid JSON: {error}."));
                self.reply.apply_all(&mut self.events, vec![ResponseEvent::Failure(failure)]);
            }
        }
    }

    fn read_message(&mut self, name: Option<&str>, message: &Value) {
        let mut said = Vec::new();
        match message {
            Value::Array(messages) => messages.iter().for_each(|message| self.messages.read(name, message, &mut said)),
            message => self.messages.read(name, message, &mut said),
        }
        self.messages_read += 1;
        self.understood |= !said.is_empty();
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
    /// Applies events and keeps them for the caller.
    fn apply_all(&mut self, kept: &mut Vec<ResponseEvent>, events: Vec<ResponseEvent>) {
        for event in events {
            self.apply(event.clone());
            kept.push(event);
        }
    }
}

/// Reads a whole recorded body.
///
/// # Errors
///
/// If the bytes are no text, or nothing in them is a message of any provider.
pub fn read_response(dialect: Dialect, bytes: &[u8]) -> Result<Reply> {
    if is_binary(bytes) {
        return Err(GatewayError::NotText);
    }
    let mut reader = ResponseReader::new(dialect);
    reader.feed(bytes);
    reader.finish()
}

/// Zero bytes appear in no JSON and no event stream.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.contains(&0)
}

fn is_whole(data: &str) -> bool {
    data.trim() == "[DONE]" || serde_json::from_str::<serde::de::IgnoredAny>(data).is_ok()
}

fn text_bytes(event: &ResponseEvent) -> usize {
    match event {
        ResponseEvent::Text(text) | ResponseEvent::Reasoning(text) | ResponseEvent::ToolCall { name: text } => {
            text.len()
        }
        _ => 0,
    }
}
