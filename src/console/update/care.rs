//! The doctor, and signing in without pasting a key.

use crate::console::effect::Effect;
use crate::console::state::{Examined, State};
use crate::gateway::dialect::Secret;
use crate::gateway::doctor::Diagnosis;

/// Whose key the sign-in brings.
pub const OPEN_ROUTER: &str = "https://openrouter.ai";

pub fn examine(state: &mut State, place: usize) -> Vec<Effect> {
    let Some(target) = state.draft.policy.targets.get(place).cloned() else { return Vec::new() };
    state.examined = Some(Examined { target: target.name.clone(), diagnosis: None, relay: None });
    let key = target.base_url.as_deref().and_then(|address| state.keys.of(address)).cloned();
    vec![Effect::Examine { target: Box::new(target), key, needs_vision: state.bench.picture.is_some() }]
}

pub fn examined(state: &mut State, target: String, mut diagnosis: Diagnosis, relay: Option<String>) -> Vec<Effect> {
    for finding in &mut diagnosis.findings {
        finding.what = state.keys.redact(&finding.what);
        finding.fix = state.keys.redact(&finding.fix);
    }
    // A second examination may have begun meanwhile.
    if let Some(examined) = state.examined.as_mut().filter(|examined| examined.target == target) {
        (examined.diagnosis, examined.relay) = (Some(diagnosis), relay);
    }
    Vec::new()
}

pub fn sign_in(state: &mut State) -> Vec<Effect> {
    state.sign_in = None;
    vec![Effect::SignIn { policy: state.draft.text.clone() }]
}

pub fn signed_in(state: &mut State, result: Result<Secret, String>) -> Vec<Effect> {
    match result {
        Ok(key) => super::policy::key_entered(state, OPEN_ROUTER.into(), key),
        Err(why) => {
            state.sign_in = Some(why);
            Vec::new()
        }
    }
}
