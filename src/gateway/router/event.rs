//! What a driver tells a route.

use crate::gateway::dialect::{FailureClass, ProviderFailure, Usage};
use crate::gateway::reply::Reply;
use crate::gateway::trace::RetryAfterSource;

/// The present, as far as a route may know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// A clock that never goes back, in milliseconds.
    pub now_ms: f64,
    /// A random number in `0.0..1.0`, fresh for each call.
    pub random: f64,
}

/// Something that happened. `attempt` is the number from [`super::Action::Start`].
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The response's status is here.
    Headers { attempt: usize, status: u16 },
    /// Thinking arrived: the target is alive, the answer has not begun. Keep-alive comments are no event at all.
    Thinking { attempt: usize },
    /// A piece of the answer arrived.
    Content { attempt: usize },
    /// The response ended without an error of its own.
    Ended { attempt: usize, report: Report },
    /// The attempt failed.
    Failed { attempt: usize, failure: AttemptFailure },
    /// The time that [`super::Action::Wait`] named has come.
    Tick,
    /// The visitor stops the request.
    Cancel,
}

/// What a response said when it ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The answer ended for a reason that is not an error.
    pub whole: bool,
    pub usage: Usage,
    /// Tokens of the text and the thinking that came, estimated: for answers that break off before they are counted.
    pub tokens_came: u64,
    pub cost_reported_usd: Option<f64>,
    pub served_model: Option<String>,
    pub provider: Option<String>,
}

impl Report {
    /// The report of a reply that was read to its end.
    pub fn of(reply: &Reply) -> Self {
        Self {
            whole: reply.is_whole(),
            usage: reply.usage,
            tokens_came: reply.tokens_estimated(),
            cost_reported_usd: reply.cost_reported_usd,
            served_model: reply.served_model.clone(),
            provider: reply.provider.clone(),
        }
    }
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptFailure {
    pub class: FailureClass,
    pub message: String,
    pub status: Option<u16>,
    /// How long the target asks to be left alone, in milliseconds.
    pub retry_after_ms: Option<f64>,
    pub retry_after_source: RetryAfterSource,
    /// What the response said before it failed.
    pub report: Report,
}

impl AttemptFailure {
    /// A failure of a class, without further knowledge.
    pub fn new(class: FailureClass, message: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            status: None,
            retry_after_ms: None,
            retry_after_source: RetryAfterSource::None,
            report: Report::default(),
        }
    }

    /// The failure a provider reports. A wait in a header, where a page may read it, goes before one in the body.
    pub fn of_provider(failure: &ProviderFailure, status: Option<u16>, header_wait_ms: Option<f64>) -> Self {
        let status = status.filter(|status| *status >= 400).or(failure.status);
        let class = status.map_or(failure.class, |status| failure.class_under(status));
        Self {
            class,
            message: failure.message.clone(),
            status,
            retry_after_ms: header_wait_ms.or(failure.retry_after_ms),
            retry_after_source: match (header_wait_ms, failure.retry_after_ms) {
                (Some(_), _) => RetryAfterSource::Header,
                (None, Some(_)) => RetryAfterSource::Body,
                (None, None) => RetryAfterSource::None,
            },
            report: Report::default(),
        }
    }
}
