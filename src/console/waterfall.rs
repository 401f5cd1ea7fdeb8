//! A request on its time axis: the tab's attempts, the gateway's own inside them, and what was lost.

use crate::console::state::{Exchange, Request};
use crate::gateway::router::SkipReason;
use crate::gateway::trace::{Attempt, AttemptOutcome};

/// Everything the chart draws. Times are milliseconds from the request's start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    pub rows: Vec<Row>,
    /// The length of the axis.
    pub length: f64,
    pub wasted_ms: f64,
    pub wasted_usd: f64,
    pub cost_usd: f64,
    /// Targets that were passed over, and why.
    pub skipped: Vec<(String, SkipReason)>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub on_device: bool,
    /// A gateway's own try, inside the row above that is none.
    pub inner: bool,
    pub start: f64,
    /// When the status came.
    pub headers: Option<f64>,
    /// When the first content came.
    pub first: Option<f64>,
    pub end: f64,
    pub outcome: AttemptOutcome,
    pub status: Option<u16>,
    /// The word for what went wrong.
    pub error: Option<String>,
    pub cost_usd: Option<f64>,
    /// How long the target asked to be left alone.
    pub retry_after_ms: Option<f64>,
}

impl Waterfall {
    /// `now`: on the page's clock, the end of whatever is still running.
    pub fn of(request: &Request, now: f64) -> Self {
        let zero = request.t_start;
        let mut rows = Vec::new();
        for (at, attempt) in request.route.attempts().iter().enumerate() {
            let exchange = request.exchanges.get(at);
            let on_device = exchange
                .and_then(|exchange| request.targets.get(exchange.target))
                .is_some_and(|target| target.is_on_device());
            let row = Row::outer(attempt, on_device, zero, now);
            let inner = inner_rows(exchange, &row);
            rows.push(row);
            rows.extend(inner);
        }
        let length = rows.iter().map(|row| row.end).fold(1.0, f64::max);
        let (wasted_ms, wasted_usd) = request.wasted();
        let name = |place: usize| request.targets.get(place).map_or_else(String::new, |target| target.name.clone());
        Self {
            length,
            wasted_ms,
            wasted_usd,
            cost_usd: request.route.attempts().iter().map(Attempt::cost_usd).sum::<f64>() + 0.0,
            skipped: request.route.skipped().iter().map(|skip| (name(skip.target), skip.reason.clone())).collect(),
            rows,
        }
    }
}

impl Waterfall {
    /// Attempts without the request around them: a simulated one, for instance.
    pub fn of_attempts(attempts: &[Attempt]) -> Self {
        let zero = attempts.iter().filter_map(|attempt| attempt.t_start).reduce(f64::min).unwrap_or(0.0);
        // The model in the tab has no status; endpoints have one, or an error before it.
        let on_device =
            |attempt: &Attempt| attempt.status.is_none() && attempt.t_headers.is_none() && attempt.provider.is_none();
        let rows: Vec<_> = attempts.iter().map(|attempt| Row::outer(attempt, on_device(attempt), zero, zero)).collect();
        Self { length: rows.iter().map(|row| row.end).fold(1.0, f64::max), rows, ..Self::default() }
    }
}

impl Row {
    fn outer(attempt: &Attempt, on_device: bool, zero: f64, now: f64) -> Self {
        let pending = attempt.outcome == AttemptOutcome::Pending;
        let since = |time: f64| time - zero;
        let start = attempt.t_start.map_or(0.0, since);
        let end = if pending { now } else { attempt.t_last.unwrap_or(now) };
        Self {
            name: attempt.target.clone(),
            on_device,
            inner: false,
            start,
            headers: attempt.t_headers.map(since),
            first: attempt.t_first_content.map(since),
            end: since(end).max(start),
            outcome: attempt.outcome,
            status: attempt.status,
            error: attempt.error_type.clone(),
            cost_usd: attempt.cost_reported.or(attempt.cost_estimated),
            retry_after_ms: attempt.retry_after_ms,
        }
    }

    /// A gateway's try. Its clock is the gateway's own, so it is drawn from the start of the attempt around it.
    fn inner(attempt: &Attempt, around: &Self) -> Self {
        let at = |time: f64| (around.start + time).min(around.end);
        let start = attempt.t_start.map_or(around.start, at);
        Self {
            name: attempt.provider.clone().unwrap_or_else(|| "a provider".into()),
            on_device: false,
            inner: true,
            start,
            headers: None,
            first: None,
            end: attempt.t_last.map_or(start, at),
            outcome: attempt.outcome,
            status: attempt.status,
            error: attempt.error_type.clone(),
            cost_usd: None,
            retry_after_ms: None,
        }
    }
}

fn inner_rows(exchange: Option<&Exchange>, around: &Row) -> Vec<Row> {
    let reply = exchange.and_then(|exchange| exchange.reply.as_ref());
    reply.map_or_else(Vec::new, |reply| reply.attempts.iter().map(|attempt| Row::inner(attempt, around)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::message::{Msg, News};
    use crate::console::state::{Preset, State};
    use crate::console::update::update;
    use crate::gateway::dialect::{FailureClass, InnerAttempt};
    use crate::gateway::reply::Reply;
    use crate::gateway::router::{AttemptFailure, Report};

    #[test]
    fn a_gateways_tries_lie_inside_the_attempt_around_them() {
        let mut state = State::default();
        for preset in [Preset::OpenAi, Preset::Vercel] {
            update(&mut state, Msg::TargetAdded(preset));
        }
        update(&mut state, Msg::TargetRemoved(0));
        state.now = 1000.0;
        update(&mut state, Msg::SendPressed);
        let mut at = |now: f64, attempt: usize, news: News| {
            state.now = now;
            update(&mut state, Msg::Attempt { request: 1, attempt, news });
        };
        let failure = AttemptFailure::new(FailureClass::Payment, "No credit.");
        at(1100.0, 0, News::Ended { result: Err(failure), reply: None });
        at(1150.0, 1, News::Status(200));
        at(1300.0, 1, News::Heard { answer: "A".into(), thinking: String::new(), tool: false, raw: "A".into() });
        let inner = |start_ms: f64, end_ms: f64, success| InnerAttempt {
            provider: Some("vertex".into()),
            start_ms: Some(start_ms),
            end_ms: Some(end_ms),
            success,
            ..InnerAttempt::default()
        };
        let attempts = Attempt::from_inner(&[inner(50_000.0, 50_120.0, false), inner(50_128.0, 59_000.0, true)]);
        let reply = Some(Box::new(Reply { attempts, ..Reply::default() }));
        at(1400.0, 1, News::Ended { result: Ok(Report { whole: true, ..Report::default() }), reply });

        let chart = Waterfall::of(&state.requests[0], 9999.0);
        let rows: Vec<_> = chart.rows.iter().map(|row| (row.name.as_str(), row.inner, row.start, row.end)).collect();
        assert_eq!(
            rows,
            [
                ("openai", false, 0.0, 100.0),
                ("vercel", false, 100.0, 400.0),
                ("vertex", true, 100.0, 220.0),
                // The gateway's clock says it took longer than the page saw: drawn to the end, not beyond.
                ("vertex", true, 228.0, 400.0),
            ]
        );
        assert_eq!((chart.length, chart.wasted_ms), (400.0, 100.0));
        assert_eq!(chart.rows[1].first, Some(300.0));
    }
}
