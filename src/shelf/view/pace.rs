//! How fast this device is, and the button that finds out.

use leptos::prelude::*;

use crate::shelf::{desk::Desk, message::Msg, state::Pace, words};

#[component]
pub fn PaceLine() -> impl IntoView {
    let desk = Desk::here();
    let words = desk.watch(words::pace);
    let (known, busy) =
        (desk.watch(|state| matches!(state.pace, Pace::Known(_))), desk.watch(|state| state.pace == Pace::Measuring));
    let label = move || if known.get() { "Measure again" } else { "Measure this device" };
    view! {
        <div class="shelf-pace" data-testid="pace">
            <p role="status">{move || words.get()}</p>
            <button type="button" class="button" disabled=move || busy.get() on:click=move |_| desk.send(Msg::PacePressed)>
                {label}
            </button>
            <p class="shelf-fine">"Fetches the engine, about 1 MB, and no model."</p>
        </div>
    }
}
