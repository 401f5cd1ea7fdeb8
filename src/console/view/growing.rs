//! A text that grows on the page without being drawn anew.

use leptos::prelude::*;

use crate::console::{
    blocks,
    desk::Desk,
    state::{RequestId, State},
};

/// Which words of a request.
#[derive(Clone, Copy)]
pub enum Words {
    /// Those that the visitor reads.
    Answer,
    /// The thinking of an attempt.
    Thinking(usize),
    /// The response to an attempt as it came.
    Raw(usize),
}

impl Words {
    fn of(self, state: &State, id: RequestId) -> &str {
        let Some(request) = state.request(id) else { return "" };
        match self {
            Words::Answer => request.answer().map_or("", |(_, exchange)| {
                // The words of a continuation follow what they continue, white space and all.
                if request.ask.continue_from.is_some() { &exchange.answer } else { exchange.answer.trim_start() }
            }),
            Words::Thinking(attempt) => request.exchanges.get(attempt).map_or("", |exchange| &exchange.thinking),
            Words::Raw(attempt) => request.exchanges.get(attempt).map_or("", |exchange| &exchange.raw),
        }
    }
}

/// The words in blocks; a block that is full is left alone.
#[component]
pub fn Growing(id: RequestId, words: Words) -> impl IntoView {
    let desk = Desk::here();
    let count = desk.watch(move |state| blocks::count(words.of(state, id)));
    view! {
        <For each=move || 0..count.get() key=|at| *at children=move |at| {
            let text = desk.watch(move |state| blocks::block(words.of(state, id), at).to_owned());
            view! { <span>{move || text.get()}</span> }
        } />
    }
}
