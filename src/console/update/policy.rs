//! Editing the policy, and the keys that go with its addresses.

use crate::console::effect::Effect;
use crate::console::message::{Rule, TargetField};
use crate::console::state::{Preset, State, origin_of};
use crate::gateway::cost::Price;
use crate::gateway::dialect::Secret;
use crate::gateway::policy::{Hedge, Policy};

pub fn target_added(state: &mut State, preset: Preset) -> Vec<Effect> {
    let target = preset.target(&state.draft.policy);
    state.draft.edit(|policy| policy.targets.push(target));
    Vec::new()
}

pub fn target_removed(state: &mut State, target: usize) -> Vec<Effect> {
    if target < state.draft.policy.targets.len() {
        state.draft.edit(|policy| {
            policy.targets.remove(target);
        });
    }
    forget_strangers(state)
}

pub fn target_raised(state: &mut State, target: usize) -> Vec<Effect> {
    if (1..state.draft.policy.targets.len()).contains(&target) {
        state.draft.edit(|policy| policy.targets.swap(target - 1, target));
    }
    Vec::new()
}

pub fn target_edited(state: &mut State, place: usize, field: TargetField) -> Vec<Effect> {
    state.draft.edit(|policy| {
        if let TargetField::Price { input, output, today } = &field {
            return set_price(policy, place, input, output, today);
        }
        let Some(target) = policy.targets.get_mut(place) else { return };
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match field {
            TargetField::Name(name) => target.name = name.trim().to_owned(),
            TargetField::Model(model) => target.model = model.trim().to_owned(),
            TargetField::Address(address) => target.base_url = given(address),
            TargetField::Upstream(upstream) => target.upstream = given(upstream),
            TargetField::Vision(vision) => target.vision = vision,
            TargetField::Price { .. } => {}
        }
    });
    forget_strangers(state)
}

/// A price for the target, under its own name. Two empty fields remove it; what is no number counts as nothing.
fn set_price(policy: &mut Policy, place: usize, input: &str, output: &str, today: &str) {
    let Some(target) = policy.targets.get(place) else { return };
    let name = target.name.clone();
    policy.prices.retain(|price| price.model != name);
    let dollars = |text: &str| text.trim().parse::<f64>().ok().filter(|dollars| dollars.is_finite());
    if dollars(input).or(dollars(output)).is_none() {
        return;
    }
    policy.prices.push(Price {
        input_usd_per_million: dollars(input).unwrap_or(0.0),
        output_usd_per_million: dollars(output).unwrap_or(0.0),
        as_of: today.to_owned(),
        source: Some("Typed in by hand.".into()),
        ..Price::free(&name)
    });
}

pub fn rule_edited(state: &mut State, rule: Rule) -> Vec<Effect> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    // Nothing typed: no rule. No number typed: the rule stays.
    let changed = |text: &str, old: Option<f64>| if text.trim().is_empty() { None } else { number(text).or(old) };
    state.draft.edit(|policy| match rule {
        Rule::Order(order) => policy.order = order,
        Rule::Attempts(text) => policy.retry.attempts = text.trim().parse().unwrap_or(policy.retry.attempts).max(1),
        Rule::Hedge(text) => {
            let after_ms = changed(&text, policy.hedge.map(|hedge| hedge.after_ms));
            policy.hedge = after_ms.map(|after_ms| Hedge { after_ms });
        }
        Rule::PerRequest(text) => policy.budget.per_request_usd = changed(&text, policy.budget.per_request_usd),
        Rule::PerSession(text) => policy.budget.per_session_usd = changed(&text, policy.budget.per_session_usd),
    });
    Vec::new()
}

/// A key whose origin is no longer in the policy goes.
pub fn forget_strangers(state: &mut State) -> Vec<Effect> {
    let addresses = state.draft.policy.targets.iter().filter_map(|target| target.base_url.as_deref());
    let origins: Vec<_> = addresses.filter_map(origin_of).collect();
    if state.keys.retain(&origins) { store(state) } else { Vec::new() }
}

pub fn keys_found(state: &mut State, keys: Vec<(String, Secret)>) -> Vec<Effect> {
    state.keys.kept = true;
    for (origin, key) in keys {
        state.keys.insert(origin, key);
    }
    Vec::new()
}

pub fn key_entered(state: &mut State, origin: String, key: Secret) -> Vec<Effect> {
    // What the last key met there, a used-up day for instance, says nothing about this one.
    state.session.forgive(|target| target.base_url.as_deref().and_then(origin_of).as_ref() == Some(&origin));
    state.keys.insert(origin, key);
    store(state)
}

pub fn key_forgotten(state: &mut State, origin: &str) -> Vec<Effect> {
    state.keys.forget(origin);
    store(state)
}

pub fn keep_keys_picked(state: &mut State, kept: bool) -> Vec<Effect> {
    state.keys.kept = kept;
    if kept { store(state) } else { vec![Effect::StoreKeys(Vec::new())] }
}

/// Brings the tab's storage up to date, if the visitor wants one.
fn store(state: &State) -> Vec<Effect> {
    if !state.keys.kept {
        return Vec::new();
    }
    vec![Effect::StoreKeys(state.keys.entries().map(|(origin, key)| (origin.to_owned(), key.clone())).collect())]
}
