//! A driver of the router: one thread for each attempt that reads, one that listens to the router.

use crate::wire::send;
use serde_json::Value;
use shipcheck::gateway::dialect::retry_after_header_ms;
use shipcheck::gateway::dialect::{ChatRequest, Dialect, Endpoint, FailureClass, HttpRequest, Secret};
use shipcheck::gateway::policy::Policy;
use shipcheck::gateway::router::{
    Action, AttemptFailure, Event, Moment, Outcome, Reading, Report, RequestShape, Route, Session,
};
use shipcheck::gateway::trace::Attempt;
use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use ureq::{Body, http::Response};

/// An event of an attempt, and the words that came with it.
type News = (Event, String);

/// Sends what a session of the router asks for.
pub struct Driver {
    session: Session,
    key: Option<Secret>,
    /// Behave as a page, which can't see a foreign `Retry-After`.
    hides_headers: bool,
    started: Instant,
}

/// How a request went.
pub struct Asked {
    pub outcome: Outcome,
    pub attempts: Vec<Attempt>,
    /// One sentence for each attempt.
    pub summary: Vec<String>,
    /// What a visitor has seen of the answer.
    pub text: String,
    pub elapsed: Duration,
}

impl Driver {
    pub fn new(policy: &Value, key: Option<&str>) -> Self {
        let session = Session::new(Policy::read(&policy.to_string()).unwrap());
        Self { session, key: key.map(Secret::new), hides_headers: false, started: Instant::now() }
    }

    pub fn hiding_headers(self) -> Self {
        Self { hides_headers: true, ..self }
    }

    /// Asks one question and waits for the end.
    pub fn ask(&mut self, prompt: &str) -> Asked {
        let (start, moment) = (Instant::now(), self.moment());
        let (news, inbox) = channel();
        let shape = RequestShape { prompt_tokens: 4, images: Vec::new(), max_output_tokens: 100 };
        let (mut route, mut actions) = Route::begin(&mut self.session, shape, moment);
        let (mut text, mut until_ms) = (String::new(), f64::INFINITY);
        while route.outcome().is_none() {
            for action in std::mem::take(&mut actions) {
                match action {
                    Action::Start { attempt, target } => self.start(attempt, target, prompt, news.clone()),
                    Action::Wait { until_ms: at } => until_ms = at,
                    // The thread of a cancelled attempt may go on reading; the route no longer listens to it.
                    Action::Cancel { .. } | Action::Finish(_) => {}
                }
            }
            let (event, words) = self.next(&inbox, until_ms);
            let moment = self.moment();
            actions = route.on(&mut self.session, event, moment);
            text.push_str(&words);
        }
        Asked {
            outcome: route.outcome().unwrap().clone(),
            attempts: route.attempts().to_vec(),
            summary: route.summary(&self.session),
            text,
            elapsed: start.elapsed(),
        }
    }

    fn moment(&self) -> Moment {
        Moment { now_ms: self.started.elapsed().as_secs_f64() * 1e3, random: 0.5 }
    }

    fn next(&self, inbox: &Receiver<News>, until_ms: f64) -> News {
        let left_ms = (until_ms - self.moment().now_ms).clamp(0.0, 60_000.0);
        inbox.recv_timeout(Duration::from_secs_f64(left_ms / 1e3)).unwrap_or((Event::Tick, String::new()))
    }

    fn start(&self, attempt: usize, target: usize, prompt: &str, news: Sender<News>) {
        let target = &self.session.policy().targets[target];
        let dialect = target.dialect.unwrap();
        let endpoint =
            Endpoint { base_url: target.base_url.clone().unwrap(), key: self.key.clone(), wants_attempts: false };
        let chat = ChatRequest {
            model: target.model.clone(),
            prompt: prompt.to_owned(),
            max_output_tokens: 100,
            stream: true,
            ..ChatRequest::default()
        };
        let (request, hides_headers) = (dialect.request(&endpoint, &chat), self.hides_headers);
        std::thread::spawn(move || {
            // Nobody listens any more once the route is over.
            let tell = |event, words| drop(news.send((event, words)));
            let end = match attempt_it(attempt, dialect, &request, hides_headers, &tell) {
                Ok(report) => Event::Ended { attempt, report },
                Err(failure) => Event::Failed { attempt, failure: *failure },
            };
            tell(end, String::new());
        });
    }
}

fn attempt_it(
    attempt: usize,
    dialect: Dialect,
    request: &HttpRequest,
    hides_headers: bool,
    tell: &impl Fn(Event, String),
) -> Result<Report, Box<AttemptFailure>> {
    let response = send(request, &[]).map_err(|error| AttemptFailure::new(FailureClass::Network, error.to_string()))?;
    let status = response.status().as_u16();
    tell(Event::Headers { attempt, status }, String::new());
    let mut reading = Reading::new(dialect, status, wait_ms(&response).filter(|_| !hides_headers));
    let (mut body, mut portion) = (response.into_body().into_reader(), [0; 4096]);
    loop {
        let count = match body.read(&mut portion) {
            Err(error) if !reading.has_ended() => {
                let failure = AttemptFailure::new(FailureClass::BrokenStream, error.to_string());
                return Err(AttemptFailure { report: Report::of(reading.reply()), ..failure }.into());
            }
            // Behind the end of an answer the connection may do what it likes.
            read => read.unwrap_or(0),
        };
        if count == 0 {
            return Ok(reading.finish().0?);
        }
        let heard = reading.feed(&portion[..count]);
        if !heard.thinking.is_empty() {
            tell(Event::Thinking { attempt }, String::new());
        }
        if !heard.answer.is_empty() {
            tell(Event::Content { attempt }, heard.answer);
        }
        if let Some(failure) = heard.failure {
            return Err(failure.into());
        }
        if heard.done {
            return Ok(reading.finish().0?);
        }
    }
}

fn wait_ms(response: &Response<Body>) -> Option<f64> {
    let wait = |name: &str| retry_after_header_ms(name, response.headers().get(name)?.to_str().ok()?, 0.0);
    wait("retry-after-ms").or_else(|| wait("retry-after"))
}
