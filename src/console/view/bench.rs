//! The question, the keys of the instrument, and what came of them.

use leptos::prelude::*;

use super::{answers::Answers, flag, plate::Plate};
use crate::console::{desk::Desk, message::Msg};

#[component]
pub fn Bench() -> impl IntoView {
    view! {
        <div class="bench">
            <div class="bench-specimen"><Plate /></div>
            <div class="bench-desk"><Question /></div>
            <div class="bench-record" id="record"><Notice /><Announcer /></div>
        </div>
        <Answers />
    }
}

#[component]
fn Question() -> impl IntoView {
    let desk = Desk::here();
    let prompt = desk.watch(|state| state.bench.prompt.clone());
    let length = desk.watch(|state| state.bench.max_output_tokens);
    let busy = desk.watch(|state| state.busy());
    let several = desk.watch(|state| state.draft.policy.targets.len() > 1);
    view! {
        <form class="question" on:submit=move |event| {
            event.prevent_default();
            desk.send(Msg::SendPressed);
        }>
            <label class="field-title" for="prompt">"The question"</label>
            <textarea
                id="prompt"
                rows="2"
                prop:value=move || prompt.get()
                on:input=move |event| desk.send(Msg::PromptEdited(event_target_value(&event)))
                on:keydown=move |event| {
                    // Enter sends, as in a chat; with Shift it is a line break.
                    if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                        event.prevent_default();
                        desk.send(Msg::SendPressed);
                    }
                }
            ></textarea>
            <label class="length">
                "The answer has at most "
                <input type="text" inputmode="numeric" prop:value=move || length.get().to_string()
                    on:change=move |event| desk.send(Msg::LengthEdited(event_target_value(&event))) />
                " tokens"
            </label>
            <div class="keys" data-busy=move || flag(busy.get())>
                <button type="submit" class="key key-describe" aria-disabled=move || flag(busy.get())>"Send by the policy"</button>
                <button type="button" class="key key-stop" aria-disabled=move || flag(!busy.get())
                    on:click=move |_| desk.send(Msg::StopPressed)>"Stop"</button>
            </div>
            <Show when=move || several.get()>
                <button type="button" class="button" aria-disabled=move || flag(busy.get())
                    on:click=move |_| desk.send(Msg::AskAllPressed)>"Ask every target, side by side"</button>
            </Show>
        </form>
    }
}

#[component]
fn Notice() -> impl IntoView {
    let notice = Desk::here().watch(|state| state.bench.notice.clone());
    view! { <div role="alert">{move || notice.get().map(|notice| view! { <p class="notice">{notice}</p> })}</div> }
}

/// The voice for screen readers: how the latest request ended. Hearing the stream token by token would be noise.
#[component]
fn Announcer() -> impl IntoView {
    let words = Desk::here().watch(|state| {
        if state.busy() {
            "Waiting for an answer.".into()
        } else {
            state.shown().last().map(|request| super::answers::verdict(request)).unwrap_or_default()
        }
    });
    view! { <p class="unseen" role="status">{move || words.get()}</p> }
}
