//! Decisions of a route on a simulated clock.

mod money;
mod rests;

use super::*;
use crate::gateway::policy::Policy;
use crate::gateway::router::{AttemptFailure, BreakerState, Report, SkipReason};
use serde_json::{Value, json};

/// A session, a route and a clock.
struct Bench {
    session: Session,
    route: Route,
    now_ms: f64,
    latest: Vec<Action>,
}

impl Bench {
    /// Two endpoints `a` and `b`, two attempts each, no jitter below `random` = 0.5.
    fn with(change: impl FnOnce(&mut Value)) -> Self {
        let target = |name: &str| json!({"name": name, "kind": "endpoint", "dialect": "openai", "base_url": "https://x/v1", "model": name});
        let mut policy = json!({
            "version": 1,
            "targets": [target("a"), target("b")],
            "retry": {"attempts": 2, "base_delay_ms": 100, "retry_after_cap_ms": 5000},
            "timeouts": {"headers_ms": 1000, "first_token_ms": 2000, "stall_ms": 500, "total_ms": 10_000},
            "breaker": {"failures": 3, "cooldown_ms": 1000}
        });
        change(&mut policy);
        let mut session = Session::new(Policy::read(&policy.to_string()).unwrap());
        let (route, latest) = Route::begin(&mut session, request(), moment(0.0));
        Self { session, route, now_ms: 0.0, latest }
    }

    fn new() -> Self {
        Self::with(|_| {})
    }

    fn again(&mut self) {
        let (route, latest) = Route::begin(&mut self.session, request(), moment(self.now_ms));
        (self.route, self.latest) = (route, latest);
    }

    fn at(&mut self, now_ms: f64, event: Event) -> &mut Self {
        self.now_ms = now_ms;
        self.latest = self.route.on(&mut self.session, event, moment(now_ms));
        self
    }

    fn fail(&mut self, now_ms: f64, attempt: usize, status: u16) -> &mut Self {
        let failure =
            AttemptFailure { status: Some(status), ..AttemptFailure::new(FailureClass::of_status(status), "no") };
        self.at(now_ms, Event::Failed { attempt, failure })
    }

    fn started(&self) -> Vec<usize> {
        let start = |action: &Action| if let Action::Start { target, .. } = action { Some(*target) } else { None };
        self.latest.iter().filter_map(start).collect()
    }

    fn waits_until(&self) -> Option<f64> {
        self.latest
            .iter()
            .find_map(|action| if let Action::Wait { until_ms } = action { Some(*until_ms) } else { None })
    }
}

fn request() -> RequestShape {
    RequestShape { prompt_tokens: 1000, images: Vec::new(), max_output_tokens: 1000 }
}

fn moment(now_ms: f64) -> Moment {
    Moment { now_ms, random: 0.5 }
}

fn whole(attempt: usize) -> Event {
    Event::Ended { attempt, report: Report { whole: true, ..Report::default() } }
}

#[test]
fn a_failure_is_retried_and_then_the_next_target_is_asked() {
    let mut bench = Bench::new();
    assert_eq!(bench.started(), [0]);
    assert_eq!(bench.fail(10.0, 0, 503).waits_until(), Some(60.0), "half of the 100 ms range");
    assert_eq!(bench.at(60.0, Event::Tick).started(), [0]);
    assert_eq!(bench.fail(70.0, 1, 503).started(), [1]);
    bench.at(80.0, Event::Headers { attempt: 2, status: 200 }).at(90.0, Event::Content { attempt: 2 });
    bench.at(95.0, whole(2));
    assert_eq!(bench.route.outcome(), Some(&Outcome::Answered { attempt: 2 }));
    assert_eq!(bench.route.attempts()[2].time_to_first_token_ms(), Some(20.0));
}

#[test]
fn money_and_keys_are_never_retried() {
    for status in [401, 402, 403] {
        let mut bench = Bench::with(|policy| policy["retry"]["statuses"] = json!([401, 402, 403, 429]));
        assert_eq!(bench.fail(10.0, 0, status).started(), [1], "{status}");
    }
    let mut bench = Bench::new();
    let quota = AttemptFailure { status: Some(429), ..AttemptFailure::new(FailureClass::DailyQuota, "used up") };
    assert_eq!(bench.at(10.0, Event::Failed { attempt: 0, failure: quota }).started(), [1]);
}

#[test]
fn a_wrong_request_is_asked_nowhere_else() {
    let mut bench = Bench::new();
    bench.fail(10.0, 0, 400);
    assert_eq!(bench.route.outcome(), Some(&Outcome::Failed { class: FailureClass::BadRequest }));
    let mut bench = Bench::with(|policy| policy["fall_back_on_bad_request"] = json!(true));
    assert_eq!(bench.fail(10.0, 0, 400).started(), [1]);
}

#[test]
fn retry_after_is_waited_for_within_the_cap() {
    let asks = |wait_ms: f64| AttemptFailure {
        status: Some(429),
        retry_after_ms: Some(wait_ms),
        ..AttemptFailure::new(FailureClass::RateLimited, "slow down")
    };
    let mut bench = Bench::new();
    bench.at(10.0, Event::Failed { attempt: 0, failure: asks(2000.0) });
    assert_eq!(bench.waits_until(), Some(2010.0));
    let mut bench = Bench::new();
    bench.at(10.0, Event::Failed { attempt: 0, failure: asks(6000.0) });
    assert_eq!(bench.started(), [1]);
    assert_eq!(bench.session.breakers()[0].state(), BreakerState::Open { until_ms: 6010.0 });
}

#[test]
fn every_timer_rings() {
    let mut bench = Bench::new();
    assert_eq!(bench.waits_until(), Some(1000.0), "headers");
    bench.at(900.0, Event::Headers { attempt: 0, status: 200 });
    assert_eq!(bench.waits_until(), Some(2000.0), "first token, from the start");
    bench.at(1500.0, Event::Thinking { attempt: 0 });
    assert_eq!(bench.waits_until(), Some(2000.0), "stall");
    bench.at(1900.0, Event::Content { attempt: 0 });
    assert_eq!(bench.waits_until(), Some(2400.0), "stall, from the latest piece");
    bench.at(2400.0, Event::Tick);
    assert_eq!(
        bench.route.outcome(),
        Some(&Outcome::Incomplete { attempt: 0, class: FailureClass::Timeout, continue_on: Some(1) })
    );
    assert!(bench.latest.contains(&Action::Cancel { attempt: 0 }));
}

#[test]
fn the_total_ends_everything() {
    let mut bench = Bench::with(|policy| policy["timeouts"]["total_ms"] = json!(700));
    bench.at(700.0, Event::Tick);
    assert_eq!(bench.route.outcome(), Some(&Outcome::Failed { class: FailureClass::Timeout }));
    assert_eq!(bench.started(), [] as [usize; 0]);
}

#[test]
fn after_the_first_content_nobody_else_is_asked() {
    let mut bench = Bench::new();
    bench.at(50.0, Event::Content { attempt: 0 }).fail(60.0, 0, 500);
    assert_eq!(bench.started(), [] as [usize; 0]);
    let expected = Outcome::Incomplete { attempt: 0, class: FailureClass::Unavailable, continue_on: Some(1) };
    assert_eq!(bench.route.outcome(), Some(&expected));
    assert!(bench.at(70.0, Event::Content { attempt: 0 }).latest.is_empty(), "late events change nothing");
}

#[test]
fn a_cut_before_the_first_content_is_silent() {
    let mut bench = Bench::with(|policy| policy["retry"]["attempts"] = json!(1));
    bench.at(50.0, Event::Thinking { attempt: 0 });
    assert_eq!(bench.at(60.0, Event::Ended { attempt: 0, report: Report::default() }).started(), [1]);
}

#[test]
fn a_hedge_starts_late_and_the_faster_one_wins() {
    let mut bench = Bench::with(|policy| policy["hedge"] = json!({"after_ms": 300}));
    assert_eq!(bench.waits_until(), Some(300.0));
    assert_eq!(bench.at(300.0, Event::Tick).started(), [1]);
    bench.at(400.0, Event::Content { attempt: 1 });
    assert!(bench.latest.contains(&Action::Cancel { attempt: 0 }));
    assert_eq!(bench.route.attempts()[0].outcome, AttemptOutcome::Cancelled);
    bench.at(500.0, whole(1));
    assert_eq!(bench.route.outcome(), Some(&Outcome::Answered { attempt: 1 }));
}

#[test]
fn a_breaker_opens_probes_and_closes() {
    let mut bench = Bench::with(|policy| policy["retry"]["attempts"] = json!(1));
    for round in 0..3 {
        let at = f64::from(round) * 10.0;
        bench.fail(at, 0, 503).at(at, Event::Content { attempt: 1 }).at(at, whole(1));
        bench.again();
    }
    assert_eq!(bench.started(), [1], "a is left alone");
    assert!(matches!(bench.route.skipped()[0].reason, SkipReason::BreakerOpen { until_ms: 1020.0 }));
    bench.now_ms = 1020.0;
    bench.again();
    assert_eq!(bench.started(), [0], "the probe");
    assert_eq!(bench.session.breakers()[0].state(), BreakerState::HalfOpen);
    bench.at(1030.0, Event::Content { attempt: 0 });
    assert_eq!(bench.session.breakers()[0].state(), BreakerState::HalfOpen, "a beginning proves nothing");
    bench.at(1040.0, whole(0));
    assert_eq!(bench.session.breakers()[0].state(), BreakerState::Closed { failures: 0 });
}

#[test]
fn nothing_starts_at_the_deadline_or_after_it() {
    for now_ms in [10_000.0, 10_000.1] {
        let mut bench = Bench::with(|policy| {
            policy["timeouts"] = json!({"headers_ms": 10_000, "first_token_ms": 10_000, "total_ms": 10_000});
        });
        bench.fail(now_ms, 0, 402);
        assert_eq!(bench.started(), [] as [usize; 0]);
        assert_eq!(bench.route.outcome(), Some(&Outcome::Failed { class: FailureClass::Payment }));
    }
    let mut late = Bench::with(|policy| policy["hedge"] = json!({"after_ms": 10_000}));
    late.at(900.0, Event::Headers { attempt: 0, status: 200 }).at(10_000.0, Event::Content { attempt: 0 });
    assert_eq!(late.started(), [] as [usize; 0]);
    assert!(matches!(late.route.outcome(), Some(Outcome::Incomplete { attempt: 0, .. })));
}

#[test]
fn events_out_of_order_change_no_record() {
    let mut bench = Bench::new();
    bench.at(50.0, Event::Content { attempt: 0 }).at(40.0, Event::Headers { attempt: 0, status: 200 });
    bench.at(60.0, Event::Headers { attempt: 0, status: 200 }).at(30.0, whole(0));
    let record = &bench.route.attempts()[0];
    assert_eq!((record.t_first_content, record.t_headers, record.t_last), (Some(50.0), Some(50.0), Some(60.0)));
    assert_eq!(bench.route.outcome(), Some(&Outcome::Answered { attempt: 0 }));
}

#[test]
fn a_thousand_requests_leave_nothing_behind() {
    let mut bench = Bench::new();
    for round in 0..1_000 {
        let at = f64::from(round) * 20_000.0;
        bench.now_ms = at;
        bench.again();
        bench.fail(at + 1.0, 0, 402).at(at + 2.0, Event::Content { attempt: 1 }).at(at + 3.0, whole(1));
        assert!(bench.route.live.is_empty() && bench.route.retrying.is_none());
    }
    let session = &bench.session;
    assert_eq!((session.breakers().len(), session.samples().len()), (2, 2), "as many as there are targets");
}

#[test]
fn pictures_go_to_targets_with_eyes() {
    let mut bench = Bench::with(|policy| policy["targets"][1]["vision"] = json!(true));
    let images = vec![ImageSize { width: 640, height: 480 }];
    let (route, actions) = Route::begin(&mut bench.session, RequestShape { images, ..request() }, moment(0.0));
    assert_eq!(actions[0], Action::Start { attempt: 0, target: 1 });
    assert_eq!(route.skipped()[0].reason, SkipReason::NoVision);
}

#[test]
fn targets_are_sorted_by_own_samples() {
    let mut bench = Bench::with(|policy| policy["order"] = json!("time_to_first_token"));
    bench.fail(0.0, 0, 402).at(100.0, Event::Content { attempt: 1 }).at(110.0, whole(1));
    bench.again();
    assert_eq!(bench.started(), [1], "b is known to be quick, a is unknown");
}

#[test]
fn all_down_is_summed_up() {
    let mut bench = Bench::with(|policy| policy["retry"]["attempts"] = json!(1));
    bench.fail(10.0, 0, 503).fail(20.0, 1, 402);
    assert_eq!(bench.route.outcome(), Some(&Outcome::Failed { class: FailureClass::Payment }));
    assert_eq!(
        bench.route.summary(&bench.session),
        ["a failed: no (status 503) after 10 ms.", "b failed: no (status 402) after 10 ms."]
    );
}
