//! Targets that are left alone: they asked for it, or failed too often.

use super::*;

fn asks(class: FailureClass, status: u16, wait_ms: f64) -> AttemptFailure {
    AttemptFailure { status: Some(status), retry_after_ms: Some(wait_ms), ..AttemptFailure::new(class, "not now") }
}

#[test]
fn what_a_target_asks_for_is_kept_by_every_request() {
    let cases = [
        ("within the cap", FailureClass::RateLimited, 429, 2_000.0),
        ("beyond the cap", FailureClass::RateLimited, 429, 6_000.0),
        ("beyond the deadline", FailureClass::RateLimited, 429, 60_000.0),
        ("a used-up day", FailureClass::DailyQuota, 429, 4_000.0),
        ("a status that is not retried", FailureClass::Unavailable, 520, 4_000.0),
    ];
    for (name, class, status, wait_ms) in cases {
        for attempts in [1, 2] {
            let mut bench = Bench::with(|policy| policy["retry"]["attempts"] = json!(attempts));
            bench.at(10.0, Event::Failed { attempt: 0, failure: asks(class, status, wait_ms) });
            for (now_ms, expected) in [(wait_ms, 1), (10.0 + wait_ms, 0)] {
                bench.now_ms = now_ms;
                bench.again();
                assert_eq!(bench.started(), [expected], "{name}, {attempts} tries, at {now_ms}");
            }
        }
    }
}

#[test]
fn an_older_request_does_not_lift_a_rest() {
    let mut older = Bench::new();
    let (mut newer, _) = Route::begin(&mut older.session, request(), moment(5.0));
    let failure = asks(FailureClass::RateLimited, 429, 6_000.0);
    newer.on(&mut older.session, Event::Failed { attempt: 0, failure }, moment(10.0));
    older.at(20.0, Event::Content { attempt: 0 }).at(30.0, whole(0)).again();
    assert_eq!(older.started(), [1], "the rest goes on");
}

#[test]
fn a_retry_after_of_nothing_still_backs_off() {
    let mut bench = Bench::new();
    bench.at(10.0, Event::Failed { attempt: 0, failure: asks(FailureClass::RateLimited, 429, 0.0) });
    assert_eq!(bench.waits_until(), Some(60.0), "half of the 100 ms range");
}

#[test]
fn wrong_keys_leave_the_breaker_alone() {
    for status in [401, 403] {
        let mut bench = Bench::with(|policy| policy["breaker"]["failures"] = json!(1));
        let class = FailureClass::of_status(status);
        for _ in 0..3 {
            assert_eq!(bench.started(), [0], "{status}");
            bench.at(10.0, Event::Failed { attempt: 0, failure: asks(class, status, 9_000.0) });
            bench.at(20.0, whole(1)).again();
        }
    }
}

#[test]
fn a_new_key_is_not_shut_out_by_the_last_one() {
    let mut bench = Bench::new();
    bench.at(10.0, Event::Failed { attempt: 0, failure: asks(FailureClass::DailyQuota, 429, 9_000.0) });
    bench.session.forgive(|target| target.name == "a");
    bench.again();
    assert_eq!(bench.started(), [0]);
}

#[test]
fn a_changed_policy_keeps_the_rest_that_was_asked_for() {
    let mut bench = Bench::new();
    bench.at(10.0, Event::Failed { attempt: 0, failure: asks(FailureClass::RateLimited, 429, 6_000.0) });
    let mut policy = bench.session.policy().clone();
    (policy.breaker.cooldown_ms, policy.targets[0].vision) = (5.0, true);
    bench.session.adopt(policy);
    bench.again();
    assert_eq!(bench.started(), [1]);
}

#[test]
fn a_hedge_starts_during_a_wait_and_leaves_the_wait_alone() {
    let mut bench = Bench::with(|policy| {
        policy["hedge"] = json!({"after_ms": 300});
        policy["retry"]["statuses"] = json!([429]);
    });
    bench.at(10.0, Event::Failed { attempt: 0, failure: asks(FailureClass::RateLimited, 429, 2_000.0) });
    assert_eq!(bench.waits_until(), Some(300.0), "the hedge comes first");
    assert_eq!(bench.at(300.0, Event::Tick).started(), [1]);
    bench.fail(400.0, 1, 503);
    assert_eq!(bench.waits_until(), Some(2_010.0), "a is still waited for");
    assert_eq!(bench.at(2_010.0, Event::Tick).started(), [0]);
}

#[test]
fn answers_that_break_off_open_the_breaker() {
    let mut bench = Bench::new();
    for round in 0..3 {
        let at = f64::from(round) * 10.0;
        assert_eq!(bench.started(), [0]);
        bench.at(at, Event::Content { attempt: 0 });
        bench.at(at, Event::Ended { attempt: 0, report: Report::default() }).again();
    }
    assert_eq!(bench.started(), [1], "a is left alone");
}
