//! One line that always says what is going on, with the running clock.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    format,
    state::{Activity, State},
    words,
};

#[component]
pub fn StatusLine() -> impl IntoView {
    let desk = Desk::here();
    let face = desk.watch(|state| state.face().word());
    let words = desk.watch(words::status);
    let clock = desk.watch(elapsed);
    let notice = desk.watch(|state| state.notice.clone());

    view! {
        <p class="status" data-testid="status" data-state=move || face.get()>
            <span class="status-mark" aria-hidden="true"></span>
            <span class="status-words">{move || words.get()}</span>
            <span class="status-clock" aria-hidden="true">{move || clock.get()}</span>
        </p>
        {move || notice.get().map(|notice| view! { <p class="notice">{notice}</p> })}
    }
}

fn elapsed(state: &State) -> Option<String> {
    let milliseconds = match &state.activity {
        Activity::Loading(loading) => state.now - loading.started,
        Activity::Running(running) => state.now - running.started,
        Activity::Fetching { .. } | Activity::Draining { .. } => return None,
        Activity::Idle if state.failure.is_some() => return None,
        Activity::Idle => state.turns.last()?.trace.end,
    };
    Some(format::clock(milliseconds))
}
