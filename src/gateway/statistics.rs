//! What many requests amount to: latencies, rates and money.

use super::trace::{Attempt, AttemptOutcome, RecordedRequest};
use hdrhistogram::Histogram;

/// The longest latency that is told from longer ones, in milliseconds: an hour.
const LONGEST_MS: u64 = 3_600_000;
/// Figures of a latency that are kept.
const FIGURES: u8 = 3;
/// The borders of OpenTelemetry's `gen_ai.client.operation.duration`, in milliseconds.
const BORDERS_MS: [u64; 14] = [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920];

/// Latencies in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Latencies(Option<Histogram<u64>>);

/// How many latencies lie between two borders, in milliseconds. The last bar has no upper border.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub from_ms: u64,
    pub to_ms: Option<u64>,
    pub count: u64,
}

impl Latencies {
    pub fn of(latencies_ms: impl IntoIterator<Item = f64>) -> Self {
        // These bounds are valid, so there always is a histogram.
        let mut histogram = Histogram::new_with_bounds(1, LONGEST_MS, FIGURES).ok();
        for latency_ms in latencies_ms {
            if let Some(histogram) = &mut histogram {
                histogram.saturating_record(latency_ms.round().max(0.0) as u64);
            }
        }
        Self(histogram)
    }

    pub fn count(&self) -> u64 {
        self.0.as_ref().map_or(0, Histogram::len)
    }

    /// The latency that `share` of all stay within, in milliseconds; `None` if there are none.
    pub fn percentile_ms(&self, share: f64) -> Option<f64> {
        let histogram = self.0.as_ref().filter(|histogram| !histogram.is_empty())?;
        Some(histogram.value_at_quantile(share) as f64)
    }

    /// All bars from the first with a latency in it to the last.
    pub fn bars(&self) -> Vec<Bar> {
        let Some(histogram) = &self.0 else { return Vec::new() };
        let lower = std::iter::once(0).chain(BORDERS_MS);
        let upper = BORDERS_MS.into_iter().map(Some).chain([None]);
        let bars = lower.zip(upper).map(|(from_ms, to_ms)| {
            let last = to_ms.map_or(LONGEST_MS, |border| border - 1);
            Bar { from_ms, to_ms, count: histogram.count_between(from_ms, last) }
        });
        let bars: Vec<_> = bars.collect();
        let filled = |bar: &Bar| bar.count > 0;
        match (bars.iter().position(filled), bars.iter().rposition(filled)) {
            (Some(first), Some(last)) => bars[first..=last].to_vec(),
            _ => Vec::new(),
        }
    }
}

/// One target in many requests.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetFigures {
    pub name: String,
    pub attempts: usize,
    /// Attempts that gave the whole answer.
    pub answered: usize,
    /// Attempts that were stopped, which says nothing about the target.
    pub cancelled: usize,
    /// Requests in which it was asked.
    pub requests: usize,
    /// Of them, those that another target answered in its place.
    pub fell_back: usize,
    /// Attempt start → first content.
    pub first_token: Latencies,
    /// The median of tokens per second.
    pub tokens_per_second: Option<f64>,
    pub cost_usd: f64,
    /// Of it, attempts that gave no whole answer.
    pub wasted_usd: f64,
}

impl TargetFigures {
    /// The share of attempts that gave the whole answer, of those that were left to end by themselves.
    pub fn success_share(&self) -> Option<f64> {
        share(self.answered, self.attempts - self.cancelled)
    }

    /// The share of requests that another target answered in its place.
    pub fn fallback_share(&self) -> Option<f64> {
        share(self.fell_back, self.requests)
    }
}

/// Many requests together.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    pub requests: usize,
    pub answered: usize,
    /// Request → first content, waits and failed attempts included.
    pub first_token: Latencies,
    pub targets: Vec<TargetFigures>,
    /// After each request: its start in milliseconds, and dollars so far.
    pub spending: Vec<(f64, f64)>,
}

impl Statistics {
    pub fn of(requests: &[RecordedRequest]) -> Self {
        let mut names: Vec<&str> = Vec::new();
        for attempt in requests.iter().flat_map(|request| &request.attempts) {
            if !names.contains(&attempt.target.as_str()) {
                names.push(&attempt.target);
            }
        }
        let first = |request: &RecordedRequest| {
            Some(request.attempts.iter().find_map(|attempt| attempt.t_first_content)? - request.t_start)
        };
        let spending = requests.iter().scan(0.0, |total, request| {
            *total += request.attempts.iter().map(Attempt::cost_usd).sum::<f64>();
            Some((request.t_start, *total))
        });
        Self {
            requests: requests.len(),
            answered: requests.iter().filter(|request| request.attempts.iter().any(Attempt::is_answer)).count(),
            first_token: Latencies::of(requests.iter().filter_map(first)),
            targets: names.into_iter().map(|name| figures(name, requests)).collect(),
            spending: spending.collect(),
        }
    }
}

fn figures(name: &str, requests: &[RecordedRequest]) -> TargetFigures {
    let asked: Vec<_> =
        requests.iter().filter(|request| request.attempts.iter().any(|attempt| attempt.target == name)).collect();
    let attempts: Vec<_> =
        asked.iter().flat_map(|request| &request.attempts).filter(|attempt| attempt.target == name).collect();
    let elsewhere = |request: &&&RecordedRequest| {
        request.attempts.iter().any(|attempt| attempt.target != name && attempt.is_answer())
    };
    let mut speeds: Vec<_> = attempts.iter().filter_map(|attempt| attempt.tokens_per_second()).collect();
    speeds.sort_by(f64::total_cmp);
    let cost = |wanted: &dyn Fn(&Attempt) -> bool| {
        attempts.iter().filter(|attempt| wanted(attempt)).map(|attempt| attempt.cost_usd()).sum::<f64>() + 0.0
    };
    TargetFigures {
        name: name.to_owned(),
        attempts: attempts.len(),
        answered: attempts.iter().filter(|attempt| attempt.is_answer()).count(),
        cancelled: attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Cancelled).count(),
        requests: asked.len(),
        fell_back: asked.iter().filter(elsewhere).count(),
        first_token: Latencies::of(attempts.iter().filter_map(|attempt| attempt.time_to_first_token_ms())),
        tokens_per_second: speeds.get(speeds.len().saturating_sub(1) / 2).copied(),
        cost_usd: cost(&|_| true),
        wasted_usd: cost(&|attempt| !attempt.is_answer()),
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(target: &str, outcome: AttemptOutcome, first: Option<f64>, cost: f64) -> Attempt {
        let target = target.to_owned();
        Attempt {
            target,
            outcome,
            t_start: Some(0.0),
            t_first_content: first,
            cost_reported: Some(cost),
            ..Attempt::default()
        }
    }

    fn request(t_start: f64, attempts: Vec<Attempt>) -> RecordedRequest {
        RecordedRequest { t_start, attempts, ..RecordedRequest::default() }
    }

    #[test]
    fn rates_and_money_are_counted_per_target() {
        use AttemptOutcome::{Answered, Cancelled, Failed};
        let requests = [
            request(0.0, vec![attempt("a", Failed, None, 0.25), attempt("b", Answered, Some(300.0), 1.0)]),
            request(0.0, vec![attempt("a", Answered, Some(100.0), 0.5)]),
            request(0.0, vec![attempt("a", Cancelled, None, 0.0)]),
        ];
        let all = Statistics::of(&requests);
        assert_eq!((all.requests, all.answered), (3, 2));
        let a = &all.targets[0];
        assert_eq!((a.attempts, a.answered, a.success_share(), a.fell_back), (3, 1, Some(0.5), 1));
        assert_eq!((a.cost_usd, a.wasted_usd), (0.75, 0.25));
        assert_eq!(all.spending.iter().map(|(_, total)| *total).collect::<Vec<_>>(), [1.25, 1.75, 1.75]);
        assert_eq!(all.first_token.percentile_ms(0.5), Some(100.0));
        assert_eq!(all.first_token.percentile_ms(0.95), Some(300.0));
    }

    #[test]
    fn bars_hold_every_latency_once() {
        let latencies = Latencies::of([0.2, 9.0, 10.0, 700.0, 1e9]);
        assert_eq!(latencies.bars().iter().map(|bar| bar.count).sum::<u64>(), 5);
        assert_eq!(latencies.bars()[0], Bar { from_ms: 0, to_ms: Some(10), count: 2 });
        assert_eq!(Latencies::of([]).bars(), []);
        assert_eq!(Latencies::of([]).percentile_ms(0.5), None);
    }
}
