//! A simulation in the page's address, behind the `#`: nothing of it is sent to the server.

use crate::console::state::{Rules, Source, State};
use crate::gateway::policy::Policy;
use crate::gateway::simulator::Outage;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// Stands before the simulation in the fragment.
pub const WHAT_IF: &str = "what-if=";

/// What is shared. Without a policy, it is the sample's; the trace always is the sample.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Shared {
    seed: u64,
    outage: Outage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<Policy>,
}

/// The fragment for the simulation as it stands, without `#`. `None` if its requests are not the sample's: those are
/// for a file.
pub fn written(state: &State) -> Option<String> {
    if state.what_if.source != Source::Sample {
        return None;
    }
    let policy = (state.what_if.rules == Rules::Draft).then(|| state.draft.policy.clone());
    let shared = Shared { seed: state.what_if.seed, outage: state.what_if.outage.clone(), policy };
    let text = serde_json::to_vec(&shared).unwrap_or_default();
    Some(format!("{WHAT_IF}{}", Base64UrlUnpadded::encode_string(&text)))
}

/// Takes over a shared simulation. Returns whether the fragment (without `#`) was one.
pub fn take_over(state: &mut State, fragment: &str) -> bool {
    let read = fragment.strip_prefix(WHAT_IF).and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
    let Some(shared) = read.and_then(|text| serde_json::from_slice::<Shared>(&text).ok()) else { return false };
    let what_if = &mut state.what_if;
    (what_if.seed, what_if.outage, what_if.source) = (shared.seed, shared.outage, Source::Sample);
    what_if.rules = Rules::Sample;
    if let Some(policy) = shared.policy {
        what_if.rules = Rules::Draft;
        state.draft.edit(|draft| *draft = policy);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::state::{Preset, first_window};
    use crate::gateway::simulator::OutageKind;

    #[test]
    fn a_simulation_survives_its_link() {
        let mut state = State::default();
        let target = Preset::Mistral.target(&state.draft.policy);
        state.draft.edit(|policy| policy.targets.push(target));
        state.what_if.rules = Rules::Draft;
        state.what_if.seed = 77;
        state.what_if.outage.outages.push(first_window(OutageKind::Stall, "mistral".into()));
        let fragment = written(&state).unwrap();
        let mut other = State::default();
        assert!(take_over(&mut other, &fragment));
        assert_eq!(other.draft.policy, state.draft.policy);
        assert_eq!(other.what_if.outage, state.what_if.outage);
        assert_eq!((other.what_if.seed, other.what_if.rules), (77, Rules::Draft));
        for broken in ["outage", "what-if=", "what-if=%%%", "what-if=e30"] {
            assert!(!take_over(&mut other, broken), "{broken}");
        }
    }
}
