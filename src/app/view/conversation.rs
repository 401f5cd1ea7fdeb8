//! The questions about the picture and their answers, newest first, so that the keys above never move.

use leptos::prelude::*;

use super::answer::Answer;
use crate::app::{desk::Desk, state::Turn};
use crate::browser::page::document;

#[component]
pub fn Conversation() -> impl IntoView {
    let desk = Desk::here();
    let numbers = desk.watch(|state| state.turns.iter().rev().map(|turn| turn.number).collect::<Vec<u32>>());

    // A new question must not be answered out of sight, as below the samples on a small screen.
    Effect::new(move |_| {
        if !numbers.read().is_empty() {
            document::reveal("record");
        }
    });

    view! {
        <Show
            when=move || !numbers.read().is_empty()
            fallback=|| view! { <p class="conversation-empty">"The answer will stand here."</p> }
        >
            <ol class="conversation" aria-label="Questions and answers, newest first">
                <For each=move || numbers.get() key=|number| *number children=move |number| {
                    let turn = desk.watch(move |state| {
                        state.turns.iter().find(|turn| turn.number == number).cloned()
                    });
                    let place = desk.watch(move |state| {
                        state.turns.iter().position(|turn: &Turn| turn.number == number).map_or(0, |index| index + 1)
                    });
                    let latest = Memo::new(move |_| numbers.read().first() == Some(&number));
                    view! { <Answer number place turn latest /> }
                } />
            </ol>
        </Show>
    }
}
