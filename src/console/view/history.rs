//! Every request of the visit, with a way back to it.

use leptos::prelude::*;

use super::{answers::verdict, flag};
use crate::console::{desk::Desk, message::Msg, state::State};

/// One line: the press it belongs to, what it was, and how it ended.
type Line = (u32, u32, String, String);

#[component]
pub fn History() -> impl IntoView {
    let desk = Desk::here();
    let lines = desk.watch(lines);
    let shown = desk.watch(|state| state.shown().first().map(|request| request.press));
    view! {
        <Show when=move || { lines.read().len() > 1 }>
            <details class="console-file console-part">
                <summary>"Every request so far"</summary>
                <ol class="history">
                    <For each=move || lines.get() key=|line| (line.1, line.3.clone()) children=move |(press, id, question, ended)| view! {
                        <li>
                            <button type="button" class="quiet" aria-pressed=move || flag(shown.get() == Some(press))
                                on:click=move |_| desk.send(Msg::RequestPicked(press))>{format!("Request {id}")}</button>
                            " "<q>{question}</q>" "{ended}
                        </li>
                    } />
                </ol>
            </details>
        </Show>
    }
}

fn lines(state: &State) -> Vec<Line> {
    let line = |request: &crate::console::state::Request| {
        (request.press, request.id, request.ask.prompt.clone(), verdict(request))
    };
    state.requests.iter().rev().map(line).collect()
}
