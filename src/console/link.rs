//! A simulation in the page's address, behind the `#`: nothing of it is sent to the server.
//!
//! Anybody can write such a link, so it feeds the simulator and nothing else: the visitor's policy and keys stay as they
//! are.

use crate::console::state::{Rules, Source, State};
use crate::gateway::policy::{Located, Policy, read_document};
use crate::gateway::simulator::Outage;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// Stands before the simulation in the fragment.
pub const WHAT_IF: &str = "what-if=";
/// Letters of a fragment. A policy of fifty targets needs twenty thousand.
const LONGEST: usize = 64 << 10;

/// What is shared. Without a policy, it is the sample's; the trace always is the sample.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    seed: u64,
    outage: Outage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<Policy>,
}

/// The fragment for the simulation as it stands, without `#`. `None` if its requests are not the sample's: those are
/// for a file.
pub fn written(state: &State) -> Option<String> {
    let what_if = &state.what_if;
    if what_if.source != Source::Sample {
        return None;
    }
    let policy = match what_if.rules {
        Rules::Sample => None,
        Rules::Draft => Some(state.draft.policy.clone()),
        Rules::Link => what_if.linked.clone(),
    };
    let shared = Shared { seed: what_if.seed, outage: what_if.outage.clone(), policy };
    let text = serde_json::to_vec(&shared).unwrap_or_default();
    Some(format!("{WHAT_IF}{}", Base64UrlUnpadded::encode_string(&text)))
}

/// Gives a shared simulation to the simulator. Returns whether the fragment (without `#`) means to be one; one that
/// can't be used leaves everything as it was, with a word about it.
pub fn open(state: &mut State, fragment: &str) -> bool {
    let Some(text) = fragment.strip_prefix(WHAT_IF) else { return false };
    let what_if = &mut state.what_if;
    match read(text) {
        Err(why) => what_if.problem = Some(format!("The link can't be used, so nothing was changed: {why}")),
        Ok(shared) => {
            (what_if.seed, what_if.outage, what_if.source) = (shared.seed, shared.outage, Source::Sample);
            what_if.rules = if shared.policy.is_some() { Rules::Link } else { Rules::Sample };
            what_if.linked = shared.policy;
        }
    }
    true
}

fn read(text: &str) -> Result<Shared, String> {
    if text.len() > LONGEST {
        return Err(format!("it has {} letters, more than {LONGEST} are not read.", text.len()));
    }
    let bytes = Base64UrlUnpadded::decode_vec(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let json = bytes.ok_or("it is not whole. Copy it again.")?;
    let told = |error: crate::gateway::GatewayError| format!("{error} {}", error.remedy());
    let Located { document, .. } = read_document::<Shared>("link", &json, LONGEST).map_err(told)?;
    document.outage.check().map_err(told)?;
    if let Some(policy) = &document.policy {
        policy.check().map_err(told)?;
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::state::{Preset, first_window};
    use crate::gateway::simulator::OutageKind;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// A state with a policy of its own, and the link to its simulation.
    fn shared() -> (State, String) {
        let mut state = State::default();
        let target = Preset::Mistral.target(&state.draft.policy);
        state.draft.edit(|policy| policy.targets.push(target));
        state.what_if.rules = Rules::Draft;
        state.what_if.seed = 77;
        state.what_if.outage.outages.push(first_window(OutageKind::Stall, "mistral".into()));
        let fragment = written(&state).unwrap();
        (state, fragment)
    }

    fn fragment(shared: &Value) -> String {
        format!("{WHAT_IF}{}", Base64UrlUnpadded::encode_string(shared.to_string().as_bytes()))
    }

    #[test]
    fn a_simulation_survives_its_link_and_changes_no_policy() {
        let (state, fragment) = shared();
        let mut other = State::default();
        let before = other.draft.clone();
        assert!(open(&mut other, &fragment));
        assert_eq!(other.what_if.linked.as_ref(), Some(&state.draft.policy));
        assert_eq!(other.what_if.outage, state.what_if.outage);
        assert_eq!((other.what_if.seed, other.what_if.rules), (77, Rules::Link));
        assert_eq!(other.draft, before, "requests run under the visitor's own policy");
        assert_eq!(written(&other), Some(fragment), "the link can be passed on");
        assert!(!open(&mut other, "outage"), "another fragment is none of ours");
    }

    #[test]
    fn a_bad_link_gives_a_word_and_changes_nothing() {
        let policy = serde_json::to_value(&shared().0.draft.policy).unwrap();
        let outage = json!({"version": 1, "outages": []});
        let with = |part: &str, value: Value| {
            let mut policy = policy.clone();
            policy[part] = value;
            fragment(&json!({"seed": 1, "outage": outage, "policy": policy}))
        };
        let deep = format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000));
        let bad = [
            WHAT_IF.to_owned(),
            format!("{WHAT_IF}%%%"),
            format!("{WHAT_IF}e30"),
            format!("{WHAT_IF}{}", "A".repeat(LONGEST + 1)),
            format!("{WHAT_IF}{}", Base64UrlUnpadded::encode_string(deep.as_bytes())),
            with("retry", json!({"attempts": 4_294_967_295u32})),
            with("timeouts", json!({"total_ms": 1e12})),
            with("targets", Value::Array(vec![policy["targets"][0].clone(); 51])),
            with("version", json!(2)),
            fragment(
                &json!({"seed": 1, "outage": {"version": 1, "outages": [{"kind": "stall", "target": "a", "probability": 2}]}}),
            ),
            fragment(&json!({"seed": -1, "outage": outage})),
        ];
        for fragment in bad {
            let mut state = State::default();
            assert!(open(&mut state, &fragment));
            let why = state.what_if.problem.take();
            assert!(why.is_some_and(|why| why.starts_with("The link can't be used")), "{fragment:.60}");
            assert_eq!((&state.what_if, &state.draft), (&State::default().what_if, &State::default().draft));
        }
    }

    proptest! {
        #[test]
        fn any_fragment_is_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), junk in ".{0,80}") {
            for text in [format!("{WHAT_IF}{}", Base64UrlUnpadded::encode_string(&bytes)), format!("{WHAT_IF}{junk}")] {
                let mut state = State::default();
                let before = state.draft.clone();
                prop_assert!(open(&mut state, &text));
                prop_assert_eq!(state.draft, before);
            }
        }
    }
}
