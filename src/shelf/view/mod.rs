//! What the visitor sees. Each component reads its piece of the state and sends messages; none keeps state of its own.

mod length;
mod model;
mod pace;
mod progress;
mod storage;

use leptos::prelude::*;

use super::{desk::Desk, message::Msg, run, state::State, words};
use crate::widgets::ThemePicker;

/// Puts every live part in the place that the printed page keeps for it.
pub fn open() {
    let owner = Owner::new();
    let desk = owner.with(|| Desk::new(State::default()));
    desk.mount("masthead-tools", paper);
    desk.mount("models-place", models);
    desk.mount("storage-place", storage::storage);
    // Only now: mounting brought the executor that fetching needs.
    run::open(desk);
    // The desk lives as long as the page.
    std::mem::forget(owner);
}

/// The visitor's choice of paper.
fn paper() -> impl IntoView {
    let desk = Desk::here();
    view! { <ThemePicker current=desk.watch(|state| state.theme) on_pick=move |theme| desk.send(Msg::ThemePicked(theme)) /> }
}

/// What went wrong or well, and the models.
fn models() -> impl IntoView {
    let desk = Desk::here();
    let failure = desk.watch(|state| state.failure.clone());
    let notice = desk.watch(|state| state.notice.clone());
    let place = desk.watch(words::place);
    let ids = desk.watch(|state| state.models.iter().map(|model| model.id.clone()).collect::<Vec<_>>());
    view! {
        <div>
            <div role="alert">
                {move || failure.get().map(|failure| view! {
                    <div class="failure"><p class="failure-message">{failure.message}</p><p class="failure-remedy">{failure.remedy}</p></div>
                })}
            </div>
            <p class="shelf-notice" role="status">{move || notice.get()}</p>
            {move || place.get().map(|place| view! { <p class="shelf-place" data-testid="place">{place}</p> })}
            <pace::PaceLine />
            <ul class="shelf">
                <For each=move || ids.get() key=|id| id.clone() children=|id| view! { <model::ModelRow id /> } />
            </ul>
        </div>
    }
}
