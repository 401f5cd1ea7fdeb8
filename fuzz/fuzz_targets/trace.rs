//! Any text as a trace, as OTLP or as a file of outages; what can be read can be written, read again and simulated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::gateway::policy::Policy;
use shipcheck::gateway::simulator::{Outage, simulate_within};
use shipcheck::gateway::trace::{Trace, from_otlp, to_otlp};

const MOST_STEPS: usize = 5_000;
const POLICY: &str = r#"{"version": 1, "targets": [{"name": "a", "kind": "endpoint", "model": "a", "vision": true}]}"#;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let policy = Policy::read(POLICY).expect("the policy can be read");
    let outage = Outage::read(text);
    for trace in [Trace::read(text), from_otlp(text)].into_iter().flatten() {
        let written = serde_json::to_string(&trace).expect("a trace can be written");
        assert!(Trace::read(&written).is_ok(), "what was read can be read again");
        let _ = from_otlp(&to_otlp(&trace).to_string());
        let _ = simulate_within(&policy, &trace, &Outage::default(), 1, MOST_STEPS);
    }
    if let Ok(outage) = outage {
        let trace = r#"{"version": 1, "origin": {"kind": "made_up", "source": "", "date": ""}, "requests": [
            {"attempts": [{"target": "a", "t_first_content": 50, "t_last": 90, "output_tokens": 9}]}, {"t_start": 500}]}"#;
        let trace = Trace::read(trace).expect("the trace can be read");
        let one = simulate_within(&policy, &trace, &outage, 1, MOST_STEPS);
        assert_eq!(one, simulate_within(&policy, &trace, &outage, 1, MOST_STEPS));
    }
});
