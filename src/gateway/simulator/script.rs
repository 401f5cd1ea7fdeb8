//! A recorded attempt, and what breaks, as a timetable of events.

use super::behaviour::{Dice, Sighting};
use super::{OutageKind, OutageWindow};
use crate::gateway::dialect::{FailureClass, Usage};
use crate::gateway::router::{AttemptFailure, Event, Report};
use crate::gateway::trace::{Attempt, RetryAfterSource};

/// How long a target takes to say no, in milliseconds, where a trace has no such case.
const REFUSAL_MS: f64 = 80.0;
/// More pieces than this are merged, so that a long answer does not make a long queue.
const MOST_PIECES: u64 = 64;

/// Events and the milliseconds after the attempt's start at which they happen.
pub type Script = Vec<(f64, Event)>;

/// The timetable of an attempt. `covering` are the outages that concern it.
pub fn script(attempt: usize, recorded: Sighting, covering: &[&OutageWindow], dice: &mut Dice) -> Script {
    let mut pieces = Pieces::of(attempt, recorded);
    for outage in covering {
        if dice.share() >= outage.probability {
            continue;
        }
        match outage.kind {
            OutageKind::RateLimitStorm => return refusal(attempt, recorded, 429, outage.retry_after_ms),
            OutageKind::Unavailable => return refusal(attempt, recorded, 503, outage.retry_after_ms),
            OutageKind::Stall => pieces.silent_after = Some(outage.after_tokens),
            OutageKind::CutStream => pieces.cut_after = Some(outage.after_tokens),
            OutageKind::PriceChange => pieces.cost_factor *= outage.factor,
        }
    }
    pieces.script()
}

/// A target that says no before it does anything.
fn refusal(attempt: usize, recorded: Sighting, status: u16, retry_after_ms: Option<f64>) -> Script {
    let at = since_start(recorded, recorded.attempt.t_headers).unwrap_or(REFUSAL_MS).min(REFUSAL_MS);
    let failure = AttemptFailure {
        status: Some(status),
        retry_after_ms,
        retry_after_source: if retry_after_ms.is_some() { RetryAfterSource::Header } else { RetryAfterSource::None },
        ..AttemptFailure::new(FailureClass::of_status(status), format!("An injected outage answers {status}."))
    };
    vec![(at, Event::Headers { attempt, status }), (at, Event::Failed { attempt, failure })]
}

/// An answer in pieces.
struct Pieces<'a> {
    attempt: usize,
    sighting: Sighting<'a>,
    recorded: &'a Attempt,
    silent_after: Option<u64>,
    cut_after: Option<u64>,
    cost_factor: f64,
}

impl<'a> Pieces<'a> {
    fn of(attempt: usize, sighting: Sighting<'a>) -> Self {
        let recorded = sighting.attempt;
        Self { attempt, sighting, recorded, silent_after: None, cut_after: None, cost_factor: 1.0 }
    }

    fn script(&self) -> Script {
        let (attempt, recorded) = (self.attempt, self.recorded);
        let end = since_start(self.sighting, recorded.t_last).unwrap_or(REFUSAL_MS);
        let mut script = Vec::new();
        if let Some(status) = recorded.status {
            let at = since_start(self.sighting, recorded.t_headers).unwrap_or(end);
            script.push((at, Event::Headers { attempt, status }));
        }
        let Some(first) = since_start(self.sighting, recorded.t_first_content) else {
            script.push((end, self.last_event(0)));
            return script;
        };
        let pieces = recorded.output_tokens.unwrap_or(2).clamp(2, MOST_PIECES);
        let tokens_per_piece = recorded.output_tokens.unwrap_or(pieces) as f64 / pieces as f64;
        for piece in 0..pieces {
            let tokens = (piece as f64 * tokens_per_piece) as u64;
            let at = first + (end - first).max(0.0) * piece as f64 / (pieces - 1) as f64;
            if self.silent_after.is_some_and(|limit| tokens >= limit) {
                return script;
            }
            if self.cut_after.is_some_and(|limit| tokens >= limit) {
                script.push((at, self.cut(tokens)));
                return script;
            }
            script.push((at, Event::Content { attempt }));
        }
        script.push((end, self.last_event(recorded.output_tokens.unwrap_or(0))));
        script
    }

    fn last_event(&self, tokens: u64) -> Event {
        let (attempt, recorded) = (self.attempt, self.recorded);
        if recorded.is_answer() {
            return Event::Ended { attempt, report: self.report(tokens, true) };
        }
        let by_status = recorded.status.filter(|status| *status >= 400).map(FailureClass::of_status);
        let named = recorded
            .error_type
            .as_ref()
            .and_then(|word| serde_json::from_value(serde_json::Value::String(word.clone())).ok());
        let class = named.or(by_status).unwrap_or(FailureClass::BrokenStream);
        let failure = AttemptFailure {
            status: recorded.status.filter(|status| *status >= 400),
            retry_after_ms: recorded.retry_after_ms,
            retry_after_source: recorded.retry_after_source,
            report: self.report(tokens, false),
            ..AttemptFailure::new(class, format!("The trace recorded {}.", class.name()))
        };
        Event::Failed { attempt, failure }
    }

    /// A stream that ends as if it were whole.
    fn cut(&self, tokens: u64) -> Event {
        Event::Ended { attempt: self.attempt, report: self.report(tokens, false) }
    }

    fn report(&self, output_tokens: u64, whole: bool) -> Report {
        let recorded = self.recorded;
        let share = match recorded.output_tokens {
            Some(all) if all > 0 && !whole => output_tokens as f64 / all as f64,
            _ => 1.0,
        };
        Report {
            whole,
            tokens_came: 0,
            usage: Usage {
                input_tokens: recorded.input_tokens,
                output_tokens: recorded.output_tokens.map(|all| all.min(output_tokens)),
                reasoning_tokens: recorded.reasoning_tokens,
                cached_tokens: recorded.cached_tokens,
                ..Usage::default()
            },
            cost_reported_usd: self.cost_usd().map(|usd| usd * share * self.cost_factor),
            served_model: recorded.served_model.clone(),
            provider: recorded.provider.clone(),
        }
    }

    /// What the trace knows of the cost. A report of nothing is a report; an estimate of nothing is none.
    fn cost_usd(&self) -> Option<f64> {
        self.recorded.cost_reported.or(self.recorded.cost_estimated.filter(|usd| *usd > 0.0))
    }
}

fn since_start(recorded: Sighting, time: Option<f64>) -> Option<f64> {
    Some((time? - recorded.t_start).max(0.0))
}
