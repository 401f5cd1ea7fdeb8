//! Any text as a policy: read, linted, and simulated if it can be used. Nothing panics, nothing runs for ever.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::gateway::export;
use shipcheck::gateway::policy::{Policy, lint};
use shipcheck::gateway::simulator::{Outage, simulate_within};
use shipcheck::gateway::trace::{Attempt, AttemptOutcome, Origin, OriginKind, RecordedRequest, Trace};

const MOST_STEPS: usize = 5_000;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let findings = lint(text);
    let Ok(policy) = Policy::read(text) else { return };
    assert!(findings.is_ok(), "what can be read can be linted");
    let written = serde_json::to_string(&policy).expect("a policy can be written");
    assert!(Policy::read(&written).is_ok(), "what was read can be read again");
    for export in [export::vercel, export::openrouter, export::litellm, export::portkey, export::tensorzero] {
        export(&policy);
    }
    let one = simulate_within(&policy, &trace(&policy), &Outage::default(), 1, MOST_STEPS);
    assert_eq!(one, simulate_within(&policy, &trace(&policy), &Outage::default(), 1, MOST_STEPS));
    if let Ok(run) = one {
        assert!(run.cost_usd >= 0.0 && run.wasted_usd <= run.cost_usd + 1e-9);
    }
});

/// Two requests at once; every target fails in the first and answers in the second.
fn trace(policy: &Policy) -> Trace {
    let attempt = |name: &str, outcome: AttemptOutcome| Attempt {
        target: name.to_owned(),
        t_start: Some(0.0),
        t_headers: Some(20.0),
        t_first_content: (outcome == AttemptOutcome::Answered).then_some(50.0),
        t_last: Some(90.0),
        status: Some(if outcome == AttemptOutcome::Answered { 200 } else { 503 }),
        output_tokens: Some(5),
        outcome,
        ..Attempt::default()
    };
    let request = |outcome: AttemptOutcome| RecordedRequest {
        max_output_tokens: 10,
        attempts: policy.targets.iter().map(|target| attempt(&target.name, outcome)).collect(),
        ..RecordedRequest::default()
    };
    Trace {
        version: 1,
        origin: Origin { kind: OriginKind::MadeUp, source: String::new(), date: String::new() },
        epoch_ms: 0.0,
        requests: [AttemptOutcome::Failed, AttemptOutcome::Answered].map(request).to_vec(),
    }
}
