//! Requests of the gateway room over real connections.

use shipcheck::gateway::dialect::{Dialect, HttpRequest, ProviderFailure, ResponseEvent, retry_after_header_ms};
use shipcheck::gateway::reply::{Reply, ResponseReader};
use std::io::Read;
use std::time::Duration;
use ureq::{Agent, Body, http::Response};

/// Takes every status for an answer and gives up on a silent peer after a while.
pub fn agent() -> Agent {
    let patience = Some(Duration::from_secs(20));
    Agent::config_builder().http_status_as_error(false).timeout_global(patience).build().into()
}

/// Sends a request with further headers.
pub fn send(request: &HttpRequest, more: &[(&str, &str)]) -> Result<Response<Body>, ureq::Error> {
    let mut post = agent().post(&request.url);
    for header in &request.headers {
        post = post.header(header.name, header.value.reveal());
    }
    for (name, value) in more {
        post = post.header(*name, *value);
    }
    post.send(request.body.to_string())
}

/// Sends a request and reads the whole reply; returns it with its status.
pub fn post(dialect: Dialect, request: &HttpRequest, more: &[(&str, &str)]) -> (u16, Reply) {
    let response = send(request, more).unwrap();
    let mut incoming = Incoming::new(dialect, &response);
    let mut reader = response.into_body().into_reader();
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    incoming.reader.feed(&bytes);
    (incoming.status, incoming.reader.finish().unwrap())
}

/// A response under way.
pub struct Incoming {
    pub status: u16,
    /// What a header asks for; a page mostly can't see it.
    pub wait_ms: Option<f64>,
    pub reader: ResponseReader,
}

/// What a portion of it says.
#[derive(Default)]
pub struct Heard {
    pub thinking: bool,
    pub answer: String,
    pub failure: Option<ProviderFailure>,
}

impl Incoming {
    pub fn new(dialect: Dialect, response: &Response<Body>) -> Self {
        let wait = |name: &str| retry_after_header_ms(name, response.headers().get(name)?.to_str().ok()?, 0.0);
        Self {
            status: response.status().as_u16(),
            wait_ms: wait("retry-after-ms").or_else(|| wait("retry-after")),
            reader: ResponseReader::new(dialect),
        }
    }

    pub fn feed(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for event in self.reader.feed(bytes) {
            match event {
                ResponseEvent::Text(text) => heard.answer.push_str(&text),
                ResponseEvent::Reasoning(_) => heard.thinking = true,
                ResponseEvent::Failure(failure) => heard.failure = heard.failure.or(Some(failure)),
                _ => {}
            }
        }
        heard
    }
}
