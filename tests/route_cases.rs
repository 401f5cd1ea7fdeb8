//! Policies, traces and outages after public bug reports, each with its right value.

#![cfg(feature = "gateway")]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use serde_json::{Value, json};
use shipcheck::gateway::policy::{Finding, Policy, lint};
use shipcheck::gateway::simulator::{Outage, Simulation, simulate, simulate_within};
use shipcheck::gateway::trace::{Attempt, AttemptOutcome, Trace, from_otlp, to_otlp};
use shipcheck::gateway::{GatewayError, Result};

fn fixture(folder: &str, name: &str) -> String {
    let path = format!("{}/tests/fixtures/{folder}/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect(&path)
}

fn findings(name: &str) -> Vec<Finding> {
    lint(&fixture("policies", name)).unwrap()
}

fn run(policy: &str, trace: &str, outage: Option<&str>) -> Result<Simulation> {
    let policy = Policy::read(&fixture("simulations", &format!("{policy}_policy")))?;
    let trace = Trace::read(&fixture("simulations", &format!("{trace}_trace")))?;
    let outage = outage.map_or(Ok(Outage::default()), |name| Outage::read(&fixture("simulations", name)))?;
    simulate(&policy, &trace, &outage, 1)
}

fn of<'s>(simulation: &'s Simulation, target: &'s str) -> impl Iterator<Item = &'s Attempt> {
    simulation.attempts.iter().filter(move |attempt| attempt.target == target)
}

#[test]
fn policies_that_can_not_be_meant_get_a_finding() {
    for (name, rule, path) in [
        ("p1_negative_delays", "bad_time", "retry.base_delay_ms"),
        ("p2_negative_cap", "bad_time", "retry.retry_after_cap_ms"),
        ("p3_negative_hedge", "bad_time", "hedge.after_ms"),
        ("p4_negative_write_price", "bad_price", "prices[0].cache_write_usd_per_million"),
        ("p5_no_attempts", "no_attempts", "retry.attempts"),
        ("p6_no_failures", "no_failures", "breaker.failures"),
        ("p7_no_targets", "no_targets", "targets"),
        ("p8_same_names", "same_name", "targets[1].name"),
        ("p10_huge_timeout", "bad_time", "timeouts.total_ms"),
        ("p11_date", "undated_price", "prices[0].as_of"),
        ("p12_weights", "unknown_key", "targets[0].weight"),
        ("p13_options_key", "key_in_options", "targets[0].gateway_options"),
        ("p14_two_prices", "same_price", "prices[2].model"),
        ("p15_cooldown_huge", "bad_time", "breaker.cooldown_ms"),
        ("p16_statuses_twice", "retry_on_no_error", "retry.statuses[3]"),
        ("p18_stall_zero_target", "no_time", "targets[0].timeouts.stall_ms"),
    ] {
        let found = findings(name);
        assert!(found.iter().any(|finding| (finding.rule, finding.path.as_str()) == (rule, path)), "{name}: {found:?}");
    }
    assert_eq!(findings("p0_clean"), []);
    let no_number = lint(&fixture("policies", "p9_nan"));
    assert!(matches!(no_number, Err(GatewayError::Document { path, .. }) if path == "timeouts.stall_ms"));
}

#[test]
fn a_wish_to_wait_counts_for_statuses_that_are_not_retried() {
    let run = run("m3b", "m3", Some("m3b_outage")).unwrap();
    assert_eq!(of(&run, "a").count(), 1, "a asked for a minute's rest");
    assert_eq!(run.success, run.requests);
}

#[test]
fn an_older_answer_does_not_lift_a_rest() {
    let run = run("m4", "m4", Some("m4_outage")).unwrap();
    assert!(of(&run, "a").all(|attempt| attempt.t_start < Some(1000.0)), "{:?}", run.attempts);
}

#[test]
fn an_answer_that_breaks_off_opens_the_breaker() {
    let policy = Policy::read(&fixture("simulations", "m1c_policy")).unwrap();
    let trace = Trace::read(&fixture("simulations", "m3_trace")).unwrap();
    let cut = json!({"version": 1, "outages": [{"kind": "cut_stream", "target": "a", "after_tokens": 5}]});
    let run = simulate(&policy, &trace, &Outage::read(&cut.to_string()).unwrap(), 1).unwrap();
    let cut: Vec<_> = of(&run, "a").map(|attempt| attempt.outcome).collect();
    assert_eq!(cut, [AttemptOutcome::Incomplete], "one failure is enough for this policy");
    assert_eq!(run.success, run.requests - 1);
}

#[test]
fn outages_without_a_target_or_with_impossible_numbers_are_named() {
    let told = |outage| run("m5", "m5", Some(outage)).unwrap_err().to_string();
    assert!(told("m5_outage").contains("outages[0].target"), "{}", told("m5_outage"));
    assert!(told("m14_outage").contains("outages[0].until_ms"), "{}", told("m14_outage"));
}

#[test]
fn a_retry_after_of_nothing_does_not_hammer() {
    let run = run("m8", "m8", Some("m8_outage")).unwrap();
    let starts: Vec<_> = of(&run, "a").filter_map(|attempt| attempt.t_start).collect();
    assert!(starts.len() > 1 && starts[starts.len() - 1] - starts[0] > 5_000.0, "{starts:?}");
}

#[test]
fn versions_that_do_not_exist_are_refused_in_every_file() {
    let is =
        |result: Result<()>, wrong| matches!(result, Err(GatewayError::Version { version, .. }) if version == wrong);
    assert!(is(Policy::read(&fixture("simulations", "m9_policy")).map(drop), 99));
    assert!(is(Trace::read(&fixture("simulations", "m9_trace")).map(drop), 7));
    assert!(is(Outage::read(&fixture("simulations", "m9_outage")).map(drop), 42));
}

#[test]
fn nothing_starts_at_the_deadline() {
    let run = run("m10", "m10", None).unwrap();
    assert_eq!((run.attempts.len(), run.success), (1, 0), "{:?}", run.attempts);
}

#[test]
fn what_was_right_stays_right() {
    let hedged = run("m11", "m11", None).unwrap();
    let outcomes: Vec<_> = hedged.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::Answered, AttemptOutcome::Cancelled]);
    let probed = run("m12", "m12", Some("m12_outage")).unwrap();
    assert_eq!(probed.success, probed.requests);
    let failed = of(&probed, "a").filter(|attempt| attempt.outcome == AttemptOutcome::Failed).count();
    assert_eq!(failed, 2, "the first, and one probe");
}

#[test]
fn endless_tries_are_refused_before_the_first() {
    for name in ["m13b_policy", "badpol"] {
        let told = Policy::read(&fixture("simulations", name)).unwrap_err().to_string();
        assert!(told.contains("retry.attempts"), "{told}");
    }
}

fn trace(attempts: Value) -> Trace {
    let trace = json!({"version": 1, "origin": {"kind": "made_up", "source": "a test", "date": "2026-11-23"},
        "requests": [{"id": "r0", "t_start": 5000, "prompt_tokens": 10, "max_output_tokens": 10, "attempts": attempts}]});
    Trace::read(&trace.to_string()).unwrap()
}

fn policy() -> Policy {
    Policy::read(&fixture("policies", "p0_clean")).unwrap()
}

#[test]
fn a_long_simulation_says_where_it_stopped() {
    let trace = trace(
        json!([{"target": "a", "status": 503, "outcome": "failed"}, {"target": "b", "status": 503, "outcome": "failed"}]),
    );
    let stopped = simulate_within(&policy(), &trace, &Outage::default(), 1, 3);
    assert!(matches!(&stopped, Err(GatewayError::TooManySteps { steps: 3, request, .. }) if request == "r0"));
    assert!(simulate(&policy(), &trace, &Outage::default(), 1).is_ok());
}

#[test]
fn an_attempt_without_a_start_started_with_its_request() {
    let answer = json!({"target": "a", "t_headers": 5100, "t_first_content": 5300, "t_last": 5900, "status": 200, "outcome": "answered"});
    let run = simulate(&policy(), &trace(json!([answer, {"target": "b"}])), &Outage::default(), 1).unwrap();
    assert_eq!((run.success, run.p50_ttft_ms), (1, Some(300.0)));
}

#[test]
fn a_reported_cost_of_nothing_is_a_cost() {
    let answer = |cost: Value| {
        json!({"target": "a", "t_start": 5000, "t_first_content": 5300, "t_last": 5900, "status": 200,
        "input_tokens": 1000, "output_tokens": 1000, "outcome": "answered", "cost_reported": cost})
    };
    let cost = |cost: Value| {
        let trace = trace(json!([answer(cost), {"target": "b"}]));
        simulate(&policy(), &trace, &Outage::default(), 1).unwrap().cost_usd
    };
    assert_eq!(cost(json!(0.0)), 0.0, "the provider says it was free");
    assert!(cost(Value::Null) > 0.0, "by the price table");
}

/// Policies that are nearly right: numbers of all sizes in the places of numbers.
fn policies() -> impl Strategy<Value = Value> {
    let number = || prop_oneof![Just(0.0), 0.0..1000.0f64, -10.0..1e13, Just(1e308)];
    let target = ("[ab*]{0,2}", number(), prop::bool::ANY).prop_map(|(name, stall_ms, on_device)| {
        json!({"name": name, "kind": if on_device { "on_device" } else { "endpoint" }, "model": "m", "dialect": "openai",
            "base_url": "https://a.example/v1", "vision": true, "timeouts": {"stall_ms": stall_ms}})
    });
    let numbers = prop::collection::vec(number(), 8);
    (prop::collection::vec(target, 0..4), numbers, 0u32..14, prop::option::of(number())).prop_map(
        |(targets, n, attempts, hedge)| {
            json!({"version": 1, "targets": targets,
                "retry": {"attempts": attempts, "base_delay_ms": n[0], "max_delay_ms": n[1], "retry_after_cap_ms": n[2]},
                "timeouts": {"headers_ms": n[3], "first_token_ms": n[4], "total_ms": n[5]},
                "breaker": {"failures": attempts, "cooldown_ms": n[6]},
                "hedge": hedge.map(|after_ms| json!({"after_ms": after_ms})),
                "prices": [{"model": "m", "input_usd_per_million": n[7], "output_usd_per_million": 1}]})
        },
    )
}

proptest! {
    #[test]
    fn what_can_be_read_has_no_error_of_bounds_and_can_be_simulated(policy in policies(), seed in any::<u64>()) {
        let text = policy.to_string();
        let found = lint(&text).unwrap();
        let impossible = ["bad_time", "bad_price", "bad_budget", "many_attempts", "many_targets", "version"];
        let Ok(policy) = Policy::read(&text) else {
            prop_assert!(found.iter().any(|finding| impossible.contains(&finding.rule)), "{:?}", found);
            return Ok(());
        };
        prop_assert!(found.iter().all(|finding| !impossible.contains(&finding.rule)), "{:?}", found);
        let attempts = json!([{"target": "x", "requested_model": "m", "t_start": 5000, "t_first_content": 5100, "t_last": 5200}]);
        let outage: Outage = serde_json::from_value(json!({"version": 1, "outages": [
            {"kind": "cut_stream", "target": "*", "probability": 0.5}]})).unwrap();
        let one = simulate_within(&policy, &trace(attempts.clone()), &outage, seed, 20_000);
        prop_assert_eq!(&one, &simulate_within(&policy, &trace(attempts), &outage, seed, 20_000));
        if let Ok(run) = one {
            let deadline = 5000.0 + policy.timeouts.total_ms;
            prop_assert!(run.attempts.iter().all(|attempt| attempt.t_start.unwrap() <= deadline));
            prop_assert!(run.cost_usd >= 0.0);
        }
    }

    #[test]
    fn any_text_is_survived(text in ".{0,200}", depth in 0usize..3000) {
        for text in [text.clone(), format!("{{\"version\": 1, \"x\": {text}}}"), "[".repeat(depth) + &text] {
            let _ = (lint(&text), Policy::read(&text), Trace::read(&text), Outage::read(&text), from_otlp(&text));
        }
    }

    #[test]
    fn a_trace_goes_to_otlp_and_back(
        epoch_ms in 0u64..4_000_000_000_000,
        starts in prop::collection::vec((0.0..1e7f64, 0.0..1e5f64, prop::option::of(0.0..10.0f64)), 0..6),
    ) {
        let attempt = |(start, took, cost): &(f64, f64, Option<f64>)| json!({"target": "a", "t_start": start,
            "t_last": start + took, "cost_reported": cost, "outcome": "answered", "status": 200});
        let written = json!({"version": 1, "origin": {"kind": "recorded", "source": "a test", "date": "2026-11-23"},
            "epoch_ms": epoch_ms, "requests": [{"id": "r", "t_start": 0, "attempts": starts.iter().map(attempt).collect::<Vec<_>>()}]});
        let trace = Trace::read(&written.to_string()).unwrap();
        let back = from_otlp(&to_otlp(&trace).to_string()).unwrap();
        prop_assert_eq!(back.requests[0].attempts.len(), starts.len());
        for (one, other) in trace.requests[0].attempts.iter().zip(&back.requests[0].attempts) {
            prop_assert!((one.t_start.unwrap() - other.t_start.unwrap()).abs() < 1e-3);
            prop_assert_eq!(one.cost_reported, other.cost_reported);
        }
    }
}
