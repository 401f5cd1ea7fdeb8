//! The price with the reader's own figures.

use leptos::prelude::*;

use crate::app::{desk::Desk, message::Msg, state::Month};
use crate::comparison::pricing::{Field, curve};
use crate::sheets::{Bill, CostChart, Formulas, dollars, whole};

#[component]
pub fn Calculator() -> impl IntoView {
    let desk = Desk::here();
    let month = desk.watch(|state| state.review.as_ref().and_then(|review| review.month.clone()));
    // A comparison either has prices or not; that never changes while the page is open.
    month.get_untracked().map(|first| {
        let month = Memo::new(move |_| month.get().unwrap_or_else(|| first.clone()));
        let usage = Memo::new(move |_| month.read().usage);
        let model = month.with_untracked(|month| month.defaults.model.clone());
        view! {
            <div class="calculator">
                <form class="month" aria-label="Your month" on:submit=|event| event.prevent_default()>
                    {Field::ALL.map(|field| view! { <MonthField field month /> }).collect_view()}
                    <button type="button" class="quiet" on:click=move |_| desk.send(Msg::MonthReset)>
                        "Back to the example"
                    </button>
                </form>
                <div class="calculated">
                    <Bill usage />
                    <CostChart usage reading=Signal::derive(move || month.read().reading_images()) />
                    <Reading month />
                    <Formulas usage model />
                </div>
            </div>
        }
    })
}

/// One figure, with the date and origin of the one it began with.
#[component]
fn MonthField(field: Field, month: Memo<Month>) -> impl IntoView {
    let desk = Desk::here();
    let draft = Memo::new(move |_| month.read().drafts.get(&field).cloned());
    let value = move || draft.get().map_or_else(|| field.of(&month.read().usage).to_string(), |(text, _)| text);
    let note = month.with_untracked(|month| {
        let quoted = field.quoted(&month.defaults);
        format!("{}: {}, {}", quoted.value, quoted.source, quoted.as_of.in_words())
    });
    let (id, note_id) = (format!("month-{}", field.key()), format!("month-{}-note", field.key()));
    view! {
        <div class="month-field" data-wrong=move || draft.read().is_some().then_some("true")>
            <label for=id.clone()>{field.label()}</label>
            <input
                id=id
                type="text"
                inputmode="decimal"
                autocomplete="off"
                prop:value=value
                aria-invalid=move || draft.read().is_some().to_string()
                aria-describedby=note_id.clone()
                on:change=move |event| desk.send(Msg::MonthEdited { field, text: event_target_value(&event) })
            />
            <p class="figure-note" id=note_id role=move || draft.read().is_some().then_some("alert")>
                {move || draft.get().map_or_else(|| note.clone(), |(_, reason)| reason)}
            </p>
        </div>
    }
}

/// Moves the reading line of the chart; says aloud what stands there.
#[component]
fn Reading(month: Memo<Month>) -> impl IntoView {
    let desk = Desk::here();
    let said = move || {
        let month = month.read();
        let images = month.reading_images();
        let bill = month.usage.at(images).bill();
        format!(
            "{} images: all hosted {}, all on the device {}, your split {}",
            whole(images),
            dollars(bill.all_hosted),
            dollars(bill.all_device),
            dollars(bill.split)
        )
    };
    let most = move || whole(curve(&month.read().usage).most_images);
    view! {
        <div class="reading">
            <label class="field-title" for="reading">"Read the chart, 0 to "{most}" images a month"</label>
            <input
                id="reading"
                type="range"
                min="0"
                max="100"
                step="1"
                prop:value=move || month.read().reading_part().to_string()
                aria-valuetext=said
                on:input=move |event| {
                    if let Ok(part) = event_target_value(&event).parse() {
                        desk.send(Msg::ReadingMoved(part));
                    }
                }
            />
            <p class="reading-said" aria-hidden="true">{said}</p>
        </div>
    }
}
