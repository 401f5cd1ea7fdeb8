//! Which model answers. Sizes stand beside the names, so that nobody downloads half a gigabyte by surprise.

use leptos::prelude::*;

use super::model_note::ModelNote;
use crate::app::{
    desk::Desk,
    format,
    message::Msg,
    state::{ModelChoice, State},
};

#[component]
pub fn ModelPicker() -> impl IntoView {
    let choices = Desk::here().watch(State::choices);
    view! {
        <div class="models">
            <div role="radiogroup" aria-labelledby="model-title">
                <p class="field-title" id="model-title">"Model"</p>
                <div class="models-list">
                    {move || choices.get().into_iter().map(|choice| view! { <ModelRadio choice /> }).collect_view()}
                </div>
            </div>
            <ModelNote />
        </div>
    }
}

#[component]
fn ModelRadio(choice: ModelChoice) -> impl IntoView {
    let desk = Desk::here();
    let picked = desk.watch(move |state| state.model == choice);
    let name = desk.watch(move |state| state.name_of(choice).to_owned());
    let size = desk.watch(move |state| size(state, choice));

    view! {
        <label class="model">
            <input
                type="radio"
                name="model"
                prop:checked=move || picked.get()
                on:change=move |_| desk.send(Msg::ModelPicked(choice))
            />
            <span class="model-name">{move || name.get()}</span>
            " "
            <span class="model-size">{move || size.get()}</span>
        </label>
    }
}

fn size(state: &State, choice: ModelChoice) -> Option<String> {
    match choice {
        ModelChoice::Demo => state.demo_bytes.map(format::bytes),
        ModelChoice::Stored(place) => state.stored.get(place).map(|model| format::bytes(model.bytes)),
        ModelChoice::Local => state.local.as_ref().map(|local| format::bytes(local.bytes())),
    }
}
