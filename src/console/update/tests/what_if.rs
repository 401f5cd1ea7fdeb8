//! The simulator and the links that feed it.

use super::*;
use crate::console::message::{OutageField, Simulated};
use crate::console::state::{Rules, Source, first_window};
use crate::gateway::policy::Target;
use crate::gateway::simulator::OutageKind;
use crate::gateway::trace::Trace;

#[test]
fn the_sample_is_run_again_with_every_change() {
    let mut state = State::default();
    let trace = include_str!("../../../../public/gateway/trace.json").to_owned();
    let policy = include_str!("../../../../public/gateway/policy.json").to_owned();
    update(&mut state, Msg::Simulated(Simulated::SampleArrived { trace, policy }));
    let runs = |state: &State| state.what_if.runs.clone().and_then(Result::ok).unwrap();
    assert_eq!(runs(&state).calm, runs(&state).broken, "nothing is broken yet");
    update(&mut state, Msg::Simulated(Simulated::OutageAdded(OutageKind::Stall)));
    assert!(runs(&state).broken.attempts.len() > runs(&state).calm.attempts.len(), "the tab stalls, others are asked");
    let until = OutageField::Until("0".into());
    update(&mut state, Msg::Simulated(Simulated::OutageEdited { at: 0, field: until }));
    assert_eq!(runs(&state).calm, runs(&state).broken, "an outage of no length");
    update(&mut state, Msg::TargetAdded(Preset::Anthropic));
    update(&mut state, Msg::Simulated(Simulated::RulesPicked(Rules::Draft)));
    assert!(matches!(&state.what_if.runs, Some(Err(why)) if why.contains("anthropic")), "nobody has seen this target");
}

#[test]
fn a_link_feeds_the_simulator_until_it_is_taken_over() {
    let mut author = two();
    author.what_if.rules = Rules::Draft;
    let fragment = crate::console::link::written(&author).unwrap();
    let mut state = State::default();
    let key = Secret::new("sk-secret-secret");
    update(&mut state, Msg::KeysFound(vec![("https://a.example".into(), key.clone())]));
    let (draft, session) = (state.draft.clone(), state.session.clone());
    assert_eq!(update(&mut state, Msg::Opened { day: Day::default(), fragment }), []);
    let same = (&state.draft, &state.session) == (&draft, &session);
    assert!(same && state.keys.of("https://a.example").is_some(), "policy, breakers, money and keys are as they were");
    assert_eq!(state.what_if.linked_hosts(), ["https://api.openai.com", "https://api.mistral.ai"]);
    update(&mut state, Msg::Simulated(Simulated::LinkTaken));
    assert_eq!(state.draft.policy, author.draft.policy);
    assert_eq!((state.what_if.rules, state.what_if.linked_hosts()), (Rules::Draft, Vec::<String>::new()));
    update(&mut state, Msg::Simulated(Simulated::LinkTaken));
    assert_eq!(state.draft.policy, author.draft.policy, "a second press takes nothing");
}

#[test]
fn a_hostile_link_ends_in_a_message() {
    let mut state = State::default();
    let trace = include_str!("../../../../public/gateway/trace.json").to_owned();
    let policy = include_str!("../../../../public/gateway/policy.json").to_owned();
    update(&mut state, Msg::Simulated(Simulated::SampleArrived { trace, policy }));
    // Within every bound, and yet more than a page should compute at once.
    let mut hostile = state.what_if.sample_policy.clone().unwrap();
    let many = (0..50).map(|at| Target { name: format!("t{at}"), ..hostile.targets[1].clone() });
    hostile.targets = many.collect();
    (hostile.retry.attempts, hostile.retry.base_delay_ms, hostile.breaker.failures) = (10, 0.0, u32::MAX);
    (hostile.budget, hostile.timeouts.total_ms) = (Default::default(), 600_000.0);
    state.what_if.linked = Some(hostile);
    for _ in 0..200 {
        state.what_if.outage.outages.push(first_window(OutageKind::Unavailable, "*".into()));
    }
    state.what_if.source = Source::File;
    let sample = state.what_if.sample.clone().unwrap();
    let requests = sample.requests.iter().cycle().take(2_000).cloned().collect();
    state.what_if.file = Some(("many".into(), Trace { requests, ..sample }));
    update(&mut state, Msg::Simulated(Simulated::RulesPicked(Rules::Link)));
    assert!(matches!(&state.what_if.runs, Some(Err(why)) if why.contains("stopped after 100000 steps")));
}

#[test]
fn a_file_is_refused_with_its_own_mistake() {
    let mut state = State::default();
    let mut open = |text: &str| {
        update(&mut state, Msg::Simulated(Simulated::FileOpened { name: "file".into(), text: text.into() }));
        state.what_if.problem.clone().unwrap_or_default()
    };
    let outage = r#"{"version": 1, "outages": [{"kind": "stall", "target": "a", "probability": -1}]}"#;
    assert!(open(outage).contains("outages[0].probability"));
    assert!(
        open(r#"{"version": 7, "origin": {"kind": "made_up", "source": "", "date": ""}, "requests": []}"#)
            .contains("version 7")
    );
    assert!(open("no JSON").contains("trace"));
}
