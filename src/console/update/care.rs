//! The doctor, and signing in without pasting a key.

use crate::console::effect::Effect;
use crate::console::state::{Examined, State, origin_of};
use crate::gateway::cost::Price;
use crate::gateway::dialect::Secret;
use crate::gateway::doctor::Diagnosis;
use crate::gateway::models::ListedModel;
use crate::gateway::policy::bounds::is_possible;

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
    adopt_price(state, &target, &diagnosis.models);
    // A second examination may have begun meanwhile.
    if let Some(examined) = state.examined.as_mut().filter(|examined| examined.target == target) {
        (examined.diagnosis, examined.relay) = (Some(diagnosis), relay);
    }
    Vec::new()
}

/// A price that the endpoint itself lists goes into the price table, unless there is one already.
fn adopt_price(state: &mut State, name: &str, models: &[ListedModel]) {
    let policy = &state.draft.policy;
    let Some(target) = policy.targets.iter().find(|target| target.name == name) else { return };
    let listed = models.iter().find(|model| model.id == target.model).and_then(|model| model.price.clone());
    let (None, Some(listed)) = (policy.price_of(target), listed.filter(is_possible)) else { return };
    let source = target.base_url.as_deref().and_then(origin_of).map(|origin| format!("Listed by {origin}."));
    let price = Price { model: name.to_owned(), as_of: state.day.date.clone(), source, ..listed };
    state.draft.edit(|policy| policy.prices.push(price));
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
