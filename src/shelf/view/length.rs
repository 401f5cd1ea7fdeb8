//! How long a conversation with a model may be, and what each length costs.

use leptos::prelude::*;

use crate::library::memory::{Length, lengths};
use crate::shelf::{desk::Desk, message::Msg, words};

/// Nothing where there is no choice.
#[component]
pub fn LengthPicker(id: String) -> impl IntoView {
    let desk = Desk::here();
    let of = id.clone();
    let facts = desk.watch(move |state| {
        let model = state.models.iter().find(|model| model.id == of)?;
        let lengths = lengths(&model.shape, state.device_gib);
        let fitting = lengths.iter().filter(|length| length.fits).count();
        (fitting > 0 && lengths.len() > 1).then(|| (model.name.clone(), lengths, state.context(model)))
    });
    move || {
        let (name, lengths, chosen) = facts.get()?;
        let model = id.clone();
        let pick = move |event: leptos::ev::Event| {
            if let Ok(context) = event_target_value(&event).parse() {
                desk.send(Msg::ContextPicked { model: model.clone(), context });
            }
        };
        let option = move |length: Length| {
            view! {
                <option value=length.context.to_string() selected=chosen == Some(length.context) disabled=!length.fits>
                    {words::length(&length)}
                </option>
            }
        };
        Some(view! {
            <label class="shelf-length">
                "Longest conversation "
                <select aria-label=format!("Longest conversation: {name}") on:change=pick>
                    {lengths.into_iter().map(option).collect_view()}
                </select>
            </label>
        })
    }
}
