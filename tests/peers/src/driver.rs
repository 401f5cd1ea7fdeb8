//! A driver of the router for the command line's world: threads that read, one that decides.

use crate::wire::{Incoming, send};
use shipcheck::gateway::dialect::{ChatRequest, Dialect, Endpoint, FailureClass, Secret};
use shipcheck::gateway::policy::Policy;
use shipcheck::gateway::router::{
    Action, AttemptFailure, Event, Moment, Outcome, Report, RequestShape, Route, Session,
};
use shipcheck::gateway::trace::Attempt;
use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Sends what a session of the router asks for.
pub struct Driver {
    pub session: Session,
    key: Option<Secret>,
    /// Behave as a page, which can't see a foreign `Retry-After`.
    hides_headers: bool,
    started: Instant,
}

/// How a request went.
pub struct Asked {
    pub outcome: Outcome,
    pub attempts: Vec<Attempt>,
    pub summary: Vec<String>,
    /// What the visitor has seen.
    pub text: String,
    pub elapsed: Duration,
}

impl Driver {
    pub fn new(policy: &serde_json::Value, key: Option<&str>) -> Self {
        let session = Session::new(Policy::read(&policy.to_string()).unwrap());
        Self { session, key: key.map(Secret::new), hides_headers: false, started: Instant::now() }
    }

    pub fn hiding_headers(self) -> Self {
        Self { hides_headers: true, ..self }
    }

    /// Asks one question and waits for the end.
    pub fn ask(&mut self, prompt: &str) -> Asked {
        let start = Instant::now();
        let (news, inbox) = channel();
        let shape = RequestShape { prompt_tokens: 4, images: Vec::new(), max_output_tokens: 100 };
        let moment = self.moment();
        let (mut route, mut actions) = Route::begin(&mut self.session, shape, moment);
        let mut text = String::new();
        let mut until_ms = f64::INFINITY;
        loop {
            for action in std::mem::take(&mut actions) {
                match action {
                    Action::Start { attempt, target } => self.start(attempt, target, prompt, news.clone()),
                    // A cancelled thread may go on reading; the router no longer listens to it.
                    Action::Cancel { .. } => {}
                    Action::Wait { until_ms: at } => until_ms = at,
                    Action::Finish(outcome) => {
                        let (attempts, summary) = (route.attempts().to_vec(), route.summary(&self.session));
                        return Asked { outcome, attempts, summary, text, elapsed: start.elapsed() };
                    }
                }
            }
            let (event, said) = self.next(&inbox, until_ms);
            let moment = self.moment();
            let is_heard = matches!(&event, Event::Content { attempt } if route.attempts()[*attempt].t_last.is_none()
                || route.attempts()[*attempt].outcome == shipcheck::gateway::trace::AttemptOutcome::Pending);
            actions = route.on(&mut self.session, event, moment);
            if is_heard {
                text.push_str(&said);
            }
        }
    }

    fn moment(&self) -> Moment {
        Moment { now_ms: self.started.elapsed().as_secs_f64() * 1e3, random: 0.5 }
    }

    fn next(&self, inbox: &Receiver<(Event, String)>, until_ms: f64) -> (Event, String) {
        let left_ms = (until_ms - self.moment().now_ms).clamp(0.0, 60_000.0);
        match inbox.recv_timeout(Duration::from_secs_f64(left_ms / 1e3)) {
            Ok(news) => news,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => (Event::Tick, String::new()),
        }
    }

    fn start(&self, attempt: usize, target: usize, prompt: &str, news: Sender<(Event, String)>) {
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
            // The route may be over and nobody listen any more.
            let tell = |event, said: &str| drop(news.send((event, said.to_owned())));
            match send(&request, &[]) {
                Ok(response) => {
                    let mut incoming = Incoming::new(dialect, &response);
                    if hides_headers {
                        incoming.wait_ms = None;
                    }
                    tell(Event::Headers { attempt, status: incoming.status }, "");
                    let end = read(attempt, incoming, response.into_body().into_reader(), dialect, &tell);
                    tell(end, "");
                }
                Err(error) => {
                    let failure = AttemptFailure::new(FailureClass::Network, error.to_string());
                    tell(Event::Failed { attempt, failure }, "");
                }
            }
        });
    }
}

/// Reads a body to its end; returns what the end means.
fn read(
    attempt: usize,
    mut incoming: Incoming,
    mut body: impl Read,
    dialect: Dialect,
    tell: &impl Fn(Event, &str),
) -> Event {
    let (status, wait_ms) = (incoming.status, incoming.wait_ms);
    let mut portion = [0; 4096];
    loop {
        match body.read(&mut portion) {
            Ok(0) => break,
            Ok(count) => {
                let heard = incoming.feed(&portion[..count]);
                if heard.thinking {
                    tell(Event::Thinking { attempt }, "");
                }
                if !heard.answer.is_empty() {
                    tell(Event::Content { attempt }, &heard.answer);
                }
                if let Some(failure) = heard.failure.filter(|_| status < 400) {
                    let report = Report::of(incoming.reader.reply());
                    let failure =
                        AttemptFailure { report, ..AttemptFailure::of_provider(&failure, Some(status), wait_ms) };
                    return Event::Failed { attempt, failure };
                }
            }
            Err(error) => {
                let report = Report::of(incoming.reader.reply());
                let failure = AttemptFailure::new(FailureClass::BrokenStream, error.to_string());
                return Event::Failed { attempt, failure: AttemptFailure { report, ..failure } };
            }
        }
    }
    match std::mem::replace(&mut incoming.reader, shipcheck::gateway::reply::ResponseReader::new(dialect)).finish() {
        Ok(reply) => match reply.errors.first() {
            Some(failure) => {
                let failure = AttemptFailure::of_provider(failure, Some(status), wait_ms);
                Event::Failed { attempt, failure: AttemptFailure { report: Report::of(&reply), ..failure } }
            }
            None => Event::Ended { attempt, report: Report::of(&reply) },
        },
        Err(error) => {
            let failure = AttemptFailure::new(FailureClass::BrokenStream, error.to_string());
            Event::Failed { attempt, failure }
        }
    }
}
