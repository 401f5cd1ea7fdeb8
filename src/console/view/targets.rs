//! Who may answer: the list, the way to add to it, and the policy as JSON beside it.

use leptos::prelude::*;

use super::{policy_text::PolicyText, rules::Rules, target::TargetRow};
use crate::console::{desk::Desk, message::Msg, state::Preset};

#[component]
pub fn Targets() -> impl IntoView {
    let desk = Desk::here();
    let count = desk.watch(|state| state.draft.policy.targets.len());
    view! {
        <div class="targets">
            <ol class="target-list" aria-label="Targets, first choice first">
                <For each=move || 0..count.get() key=|index| *index children=|index| view! { <TargetRow index /> } />
            </ol>
            <AddTarget />
            <Rules />
            <KeepKeys />
        </div>
        <PolicyText />
    }
}

#[component]
fn AddTarget() -> impl IntoView {
    let desk = Desk::here();
    let select = NodeRef::<leptos::html::Select>::new();
    let add = move |_| {
        let index = select.get_untracked().map_or(-1, |select| select.selected_index());
        if let Some(preset) = usize::try_from(index).ok().and_then(|index| Preset::ALL.get(index)) {
            desk.send(Msg::TargetAdded(*preset));
        }
    };
    view! {
        <p class="target-add">
            <label class="field-title" for="preset">"Another target"</label>
            <select id="preset" node_ref=select>
                // The first thing most visitors add.
                {Preset::ALL.map(|preset| view! { <option selected=preset == Preset::OpenRouter>{preset.label()}</option> }).collect_view()}
            </select>
            <button type="button" class="button" on:click=add>"Add"</button>
        </p>
    }
}

/// The one thing that outlives a reload, and only if asked for.
#[component]
fn KeepKeys() -> impl IntoView {
    let desk = Desk::here();
    let kept = desk.watch(|state| state.keys.kept);
    view! {
        <label class="tick">
            <input
                type="checkbox"
                prop:checked=move || kept.get()
                on:change=move |event| desk.send(Msg::KeepKeysPicked(event_target_checked(&event)))
            />
            <span>"Let this tab remember keys over a reload, until it is closed"</span>
        </label>
    }
}
