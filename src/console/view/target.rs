//! One target: its line in the list, and the fields behind it.

use leptos::prelude::*;

use super::{doctor::Doctor, side};
use crate::browser::page::time;
use crate::console::{
    desk::Desk,
    message::{Msg, TargetField},
    state::{State, origin_of},
    update::OPEN_ROUTER,
};
use crate::gateway::dialect::Secret;
use crate::gateway::policy::Target;
use crate::gateway::router::BreakerState;
use crate::widgets::format;

#[component]
pub fn TargetRow(index: usize) -> impl IntoView {
    let desk = Desk::here();
    let target = desk.watch(move |state| state.draft.policy.targets.get(index).cloned());
    let on_device = Memo::new(move |_| target.read().as_ref().is_some_and(Target::is_on_device));
    let standing = desk.watch(move |state| standing(state, index));
    view! {
        <li class="target" data-side=move || side(on_device.get())>
            <details>
                <summary>
                    <span class="target-name">{move || target.get().map(|target| target.name)}</span>
                    <span class="target-model">{move || target.get().map(|target| where_to(&target))}</span>
                    <span class="target-standing">{move || standing.get()}</span>
                </summary>
                <Fields index target on_device />
            </details>
        </li>
    }
}

/// The model and whose door it is behind.
fn where_to(target: &Target) -> String {
    match target.base_url.as_deref().and_then(origin_of) {
        Some(origin) => format!("{} at {}", target.model, origin.split("://").nth(1).unwrap_or_default()),
        None if target.is_on_device() => "the demo model, in this tab".into(),
        None if target.base_url.is_some() => format!("{}, at no address that can be asked", target.model),
        None => format!("{}, no address yet", target.model),
    }
}

/// Whether it has a key, and whether it is left alone for a while.
fn standing(state: &State, index: usize) -> String {
    let Some(target) = state.draft.policy.targets.get(index) else { return String::new() };
    let place = state.session.policy().targets.iter().position(|other| other.name == target.name);
    let breaker = place.and_then(|place| state.session.breakers().get(place)).map(|breaker| breaker.state());
    match breaker {
        Some(BreakerState::Open { until_ms }) if until_ms > state.now => {
            let seconds = ((until_ms - state.now) / 1e3).ceil();
            return format!("left alone for {seconds} s");
        }
        Some(BreakerState::Open { .. } | BreakerState::HalfOpen) => return "on probation".into(),
        Some(BreakerState::Closed { failures }) if failures > 0 => {
            return format!("{} in a row", format::counted(failures, "failure", "failures"));
        }
        _ => {}
    }
    match target.base_url.as_deref().map(|address| state.keys.of(address).is_some()) {
        Some(true) => "has a key".into(),
        Some(false) => "no key".into(),
        None => "free".into(),
    }
}

#[component]
fn Fields(index: usize, target: Memo<Option<Target>>, on_device: Memo<bool>) -> impl IntoView {
    let desk = Desk::here();
    let text =
        move |read: fn(&Target) -> String| Memo::new(move |_| target.read().as_ref().map(read).unwrap_or_default());
    let edit = move |field: fn(String) -> TargetField| {
        move |text: String| desk.send(Msg::TargetEdited { target: index, field: field(text) })
    };
    // Whoever was examined has listed its models.
    let models = desk.watch(move |state| {
        let examined = state.examined.as_ref().filter(|examined| {
            state.draft.policy.targets.get(index).is_some_and(|target| target.name == examined.target)
        });
        let diagnosis = examined.and_then(|examined| examined.diagnosis.as_ref());
        diagnosis.map_or_else(Vec::new, |diagnosis| diagnosis.models.iter().map(|model| model.id.clone()).collect())
    });
    let vision = Memo::new(move |_| target.read().as_ref().is_some_and(|target| target.vision));
    view! {
        <div class="target-fields">
            <TextField label="Name" value=text(|target| target.name.clone()) on_edit=edit(TargetField::Name) />
            <Show when=move || !on_device.get()>
                <TextField
                    label="Address, up to and including the version"
                    value=text(|target| target.base_url.clone().unwrap_or_default())
                    on_edit=edit(TargetField::Address)
                />
                <TextField label="Model" list=format!("models-{index}") value=text(|target| target.model.clone())
                    on_edit=edit(TargetField::Model) />
                <datalist id=format!("models-{index}")>
                    {move || models.get().into_iter().map(|id| view! { <option value=id></option> }).collect_view()}
                </datalist>
                <KeyField target />
                <SignIn target />
                <PriceFields index />
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=move || vision.get()
                        on:change=move |event| {
                            let field = TargetField::Vision(event_target_checked(&event));
                            desk.send(Msg::TargetEdited { target: index, field });
                        }
                    />
                    <span>"Sees pictures"</span>
                </label>
                <div class="field"><Doctor index /></div>
            </Show>
        </div>
        <p class="target-ways">
            <Show when=move || index != 0>
                <button type="button" class="quiet" on:click=move |_| desk.send(Msg::TargetRaised(index))>"Ask it earlier"</button>
            </Show>
            <button type="button" class="quiet" on:click=move |_| desk.send(Msg::TargetRemoved(index))>"Remove it"</button>
        </p>
    }
}

#[component]
fn TextField(
    label: &'static str,
    #[prop(into, optional)] list: Option<String>,
    value: Memo<String>,
    on_edit: impl Fn(String) + 'static,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field-title">{label}</span>
            <input
                type="text"
                list=list
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                on:change=move |event| on_edit(event_target_value(&event))
            />
        </label>
    }
}

/// The field for a key empties itself: what is in it moves into the keyring and is shown to nobody again.
#[component]
fn KeyField(target: Memo<Option<Target>>) -> impl IntoView {
    let desk = Desk::here();
    let origin = Memo::new(move |_| target.read().as_ref().and_then(|target| origin_of(target.base_url.as_deref()?)));
    let has = desk.watch(move |state| origin.get().is_some_and(|origin| state.keys.of(&origin).is_some()));
    let field = NodeRef::<leptos::html::Input>::new();
    let enter = move |_| {
        let Some((field, origin)) = field.get_untracked().zip(origin.get_untracked()) else { return };
        let key = field.value().trim().to_owned();
        field.set_value("");
        if !key.is_empty() {
            desk.send(Msg::KeyEntered { origin, key: Secret::new(key) });
        }
    };
    let forget = move |_| {
        if let Some(origin) = origin.get_untracked() {
            desk.send(Msg::KeyForgotten(origin));
        }
    };
    view! {
        <div class="field">
            <label>
                <span class="field-title">{move || origin.get().map_or("Key".into(), |origin| format!("Key for {origin}"))}</span>
                <input type="password" autocomplete="off" spellcheck="false" node_ref=field on:change=enter
                    placeholder=move || if has.get() { "a key is here; a new one replaces it" } else { "" } />
            </label>
            <Show when=move || has.get()>
                <button type="button" class="quiet" on:click=forget>"Forget the key"</button>
            </Show>
        </div>
    }
}

/// OpenRouter gives a page a key of its own, with a limit, so that none has to be pasted.
#[component]
fn SignIn(target: Memo<Option<Target>>) -> impl IntoView {
    let desk = Desk::here();
    let origin = Memo::new(move |_| target.read().as_ref().and_then(|target| origin_of(target.base_url.as_deref()?)));
    let problem = desk.watch(|state| state.sign_in.clone());
    let wanted = desk.watch(|state| state.wants_attempts);
    view! {
        <Show when=move || origin.read().as_deref() == Some(OPEN_ROUTER)>
            <div class="field">
                <button type="button" class="button" on:click=move |_| desk.send(Msg::SignInPressed)>"Sign in to OpenRouter instead"</button>
                <label class="tick">
                    <input type="checkbox" prop:checked=move || wanted.get()
                        on:change=move |event| desk.send(Msg::AttemptsWanted(event_target_checked(&event))) />
                    <span>"Ask it for its own attempts (one more header)"</span>
                </label>
                <div role="alert">{move || problem.get().map(|problem| view! { <p class="notice">{problem}</p> })}</div>
            </div>
        </Show>
    }
}

/// Dollars for a million tokens, as a price table by hand.
#[component]
fn PriceFields(index: usize) -> impl IntoView {
    let desk = Desk::here();
    let price = desk.watch(move |state| {
        let policy = &state.draft.policy;
        policy.targets.get(index).and_then(|target| policy.price_of(target)).cloned()
    });
    let (input, output) = (NodeRef::<leptos::html::Input>::new(), NodeRef::<leptos::html::Input>::new());
    let edit = move |_| {
        let value =
            |field: NodeRef<leptos::html::Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let field = TargetField::Price { input: value(input), output: value(output), today: time::date() };
        desk.send(Msg::TargetEdited { target: index, field });
    };
    let shown = move |read: fn(&crate::gateway::cost::Price) -> f64| {
        move || price.read().as_ref().map(|price| read(price).to_string()).unwrap_or_default()
    };
    let dated = move || price.read().as_ref().map_or("no price yet".into(), |price| format!("as of {}", price.as_of));
    view! {
        <fieldset class="field price-pair">
            <legend class="field-title">"Price, dollars per million tokens, "{dated}</legend>
            <label>"in " <input type="text" inputmode="decimal" node_ref=input on:change=edit
                prop:value=shown(|price| price.input_usd_per_million) /></label>
            <label>"out " <input type="text" inputmode="decimal" node_ref=output on:change=edit
                prop:value=shown(|price| price.output_usd_per_million) /></label>
        </fieldset>
    }
}
