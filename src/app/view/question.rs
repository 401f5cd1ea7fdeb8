//! The question, and the two keys of the instrument: Describe and Stop.

use leptos::prelude::*;

use super::detail::DetailPicker;
use crate::app::{desk::Desk, message::Msg};
use crate::browser::page::document;

/// Questions the demo can answer.
const SUGGESTIONS: [&str; 4] =
    ["Describe the picture.", "How many objects?", "What colour is the star?", "What does the sign say?"];

#[component]
pub fn QuestionForm() -> impl IntoView {
    let desk = Desk::here();
    let prompt = desk.watch(|state| state.prompt.clone());

    view! {
        <form
            class="question"
            on:submit=move |event| {
                event.prevent_default();
                desk.send(Msg::DescribePressed);
            }
        >
            <label class="field-title" for="prompt">"Ask about the picture"</label>
            <textarea
                id="prompt"
                rows="1"
                enterkeyhint="go"
                prop:value=move || prompt.get()
                on:input=move |event| desk.send(Msg::PromptEdited(event_target_value(&event)))
                on:keydown=move |event| {
                    // Enter asks, as in a chat; with Shift it is a line break.
                    if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                        event.prevent_default();
                        desk.send(Msg::DescribePressed);
                    }
                }
            ></textarea>
            <div class="suggestions" role="group" aria-label="Suggestions">
                {SUGGESTIONS.map(|suggestion| view! {
                    <button
                        type="button"
                        class="suggestion"
                        on:click=move |_| desk.send(Msg::PromptEdited(suggestion.to_owned()))
                    >
                        {suggestion}
                    </button>
                }).collect_view()}
            </div>
            <DetailPicker />
            <Keys />
        </form>
    }
}

/// Both keys are always there, as on an instrument: nothing moves under the pointer, and the keyboard never loses its
/// place. The one without a use says so instead of vanishing.
#[component]
fn Keys() -> impl IntoView {
    let desk = Desk::here();
    let busy = desk.watch(|state| state.busy());
    let flag = |on: bool| if on { "true" } else { "false" };
    // Whoever stopped by keyboard most likely wants to ask again.
    Effect::new(move |was_busy: Option<bool>| {
        let is_busy = busy.get();
        if was_busy == Some(true) && !is_busy && document::has_focus("stop") {
            document::focus("describe");
        }
        is_busy
    });

    view! {
        <div class="keys" data-busy=move || flag(busy.get())>
            <button type="submit" id="describe" class="key key-describe" aria-disabled=move || flag(busy.get())>
                "Describe"
            </button>
            <button
                type="button"
                id="stop"
                class="key key-stop"
                aria-disabled=move || flag(!busy.get())
                on:click=move |_| desk.send(Msg::StopPressed)
            >
                "Stop"
            </button>
        </div>
    }
}
