//! Asking an endpoint.

use leptos::task::spawn_local;

use super::gathering::Gathering;
use super::{Handle, refuse, shelf};
use crate::browser::page::{
    http::{Abort, Incoming, Outgoing, Silence, send},
    time,
};
use crate::console::inspect::Sent;
use crate::console::message::News;
use crate::console::state::Ask;
use crate::gateway::address::{Address, AddressError};
use crate::gateway::curl::curl;
use crate::gateway::dialect::{
    ChatRequest, Dialect, Endpoint, FailureClass, Header, HttpRequest, Image, Secret, retry_after_header_ms,
};
use crate::gateway::policy::Target;
use crate::gateway::router::{AttemptFailure, Reading, Report};
use serde_json::Value;

/// Headers that may say how long to wait, where the other site lets pages read them.
const WAITS: [&str; 3] = ["retry-after-ms", "x-ms-retry-after-ms", "retry-after"];

/// How long the figures of an answer that is over are waited for, in milliseconds.
const GRACE_MS: u64 = 1_000;

/// Begins; what comes of it is reported.
pub fn start(
    target: Target,
    key: Option<Secret>,
    wants_attempts: bool,
    ask: Ask,
    report: impl Fn(News) + Clone + 'static,
) -> Option<Handle> {
    let failure = |message: &str| AttemptFailure::new(FailureClass::BadRequest, message);
    let (Some(dialect), Some(base_url)) = (target.dialect, target.base_url) else {
        return refuse(report, failure("The target has no address or no dialect."));
    };
    let origin = match Address::origin_of(&base_url) {
        Ok(origin) => origin,
        Err(why) => {
            let message = format!("Nothing was sent: the address {why}. {}", AddressError::REMEDY);
            return refuse(report, failure(&message));
        }
    };
    let images = match ask.picture.map(shelf::image) {
        None => Vec::new(),
        Some(Some(image)) => vec![image],
        Some(None) => return refuse(report, failure("The picture is no longer in memory. Choose it again.")),
    };
    let Some(abort) = Abort::new() else {
        return refuse(report, failure("This browser can't stop requests, so none is sent."));
    };
    let chat = chat(target.model, target.gateway_options, ask, images);
    let request = dialect.request(&Endpoint { base_url, key, wants_attempts }, &chat);
    let handle = abort.clone();
    spawn_local(async move {
        // An attempt that was stopped is over for the router already.
        if let Some(result) = exchange(dialect, &request, &origin, &abort, &report).await {
            report(result);
        }
    });
    Some(Handle::Endpoint(handle))
}

/// The request of an attempt as a command, with a variable for the key. `None` if its picture is forgotten.
pub fn command(target: Target, has_key: bool, ask: Ask) -> Option<String> {
    let images = ask.picture.map_or(Some(Vec::new()), |id| shelf::image(id).map(|image| vec![image]))?;
    // The command gets no key at all, only a place for one.
    let key = has_key.then(|| Secret::new("place-of-the-key"));
    let endpoint = Endpoint { base_url: target.base_url?, key, wants_attempts: false };
    Some(curl(&target.dialect?.request(&endpoint, &chat(target.model, target.gateway_options, ask, images))))
}

fn chat(model: String, gateway_options: Option<Value>, ask: Ask, images: Vec<Image>) -> ChatRequest {
    ChatRequest {
        model,
        gateway_options,
        prompt: ask.prompt,
        images,
        max_output_tokens: ask.max_output_tokens,
        stream: true,
        continue_from: ask.continue_from,
        ..ChatRequest::default()
    }
}

/// Headers as the browser takes them.
pub fn headers(headers: &[Header]) -> Vec<(&str, &str)> {
    headers.iter().map(|header| (header.name, header.value.reveal())).collect()
}

/// Sends the request and reads the answer. `None` if it was stopped.
async fn exchange(
    dialect: Dialect,
    request: &HttpRequest,
    origin: &str,
    abort: &Abort,
    report: &(impl Fn(News) + Clone + 'static),
) -> Option<News> {
    let body = request.body.to_string();
    report(News::Sent(Sent::of(request, &body)));
    let outgoing =
        Outgoing { method: "POST", url: &request.url, origin, headers: &headers(&request.headers), body: Some(&body) };
    let incoming = match send(outgoing, abort).await {
        Ok(incoming) => incoming,
        Err(silence) => return silent(silence, Report::default()),
    };
    report(News::Status(incoming.status()));
    let mut reading = Reading::new(dialect, incoming.status(), header_wait(&incoming));
    let (mut failure, mut text, mut ended) = (None, Utf8::default(), false);
    let gathering = Gathering::new(report.clone());
    let read = incoming.listen(|bytes| {
        let heard = reading.feed(bytes);
        failure = heard.failure;
        let raw = if gathering.wants_raw() { text.read(bytes) } else { String::new() };
        gathering.add(heard.answer, heard.thinking, heard.tool, raw);
        if heard.ended && !ended {
            ended = true;
            hang_up_later(abort.clone());
        }
        failure.is_none() && !heard.done
    });
    let read = read.await;
    gathering.drain().await;
    if let Some(failure) = failure {
        return Some(News::Ended { result: Err(failure), reply: Some(Box::new(reading.reply().clone())) });
    }
    match read {
        Err(silence) if !reading.has_ended() => silent(silence, Report::of(reading.reply())),
        _ => {
            let (result, reply) = reading.finish();
            Some(News::Ended { result, reply: reply.map(Box::new) })
        }
    }
}

/// The answer is over; its figures may still come. A server that keeps the line open is not waited for.
fn hang_up_later(abort: Abort) {
    spawn_local(async move {
        time::pause(GRACE_MS).await;
        abort.pull();
    });
}

fn silent(silence: Silence, report: Report) -> Option<News> {
    let (class, message) = match silence {
        Silence::Aborted => return None,
        Silence::Unreachable => (FailureClass::Network, "The browser got no answer it may show to this page."),
        Silence::Broken => (FailureClass::BrokenStream, "The connection broke before the answer was whole."),
        Silence::Astray => (
            FailureClass::BadRequest,
            "Nothing was sent: the browser reads the address as another host. Write it as https://host/v1.",
        ),
    };
    Some(News::Ended { result: Err(AttemptFailure { report, ..AttemptFailure::new(class, message) }), reply: None })
}

fn header_wait(incoming: &Incoming) -> Option<f64> {
    WAITS.into_iter().find_map(|name| retry_after_header_ms(name, &incoming.header(name)?, time::epoch()))
}

/// Bytes to text, however the network has split the letters.
#[derive(Default)]
struct Utf8 {
    rest: Vec<u8>,
}

impl Utf8 {
    fn read(&mut self, bytes: &[u8]) -> String {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        let text = String::from_utf8_lossy(&self.rest[..whole]).into_owned();
        self.rest.drain(..whole);
        text
    }
}
