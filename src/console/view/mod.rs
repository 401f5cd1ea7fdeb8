//! What the visitor sees. Each component reads its piece of the state and sends messages; none keeps state of its own.

mod answers;
mod bench;
mod doctor;
mod exchange;
mod history;
mod plate;
mod policy_text;
mod rules;
mod session;
mod take;
mod target;
mod targets;
mod waterfall;
mod what_if;

use leptos::{mount::mount_to, prelude::*};

use super::{desk::Desk, message::Msg, run, state::State};
use crate::browser::page::document;
use crate::widgets::ThemePicker;

/// Puts every live part in the place that the printed page keeps for it.
pub fn open() {
    let owner = Owner::new();
    let desk = owner.with(|| Desk::new(State::default()));
    mount(desk, "masthead-tools", paper);
    mount(desk, "targets-place", targets::Targets);
    mount(desk, "request-place", bench::Bench);
    mount(desk, "session-place", session::Session);
    mount(desk, "what-if-place", what_if::Simulator);
    mount(desk, "take-along-place", take::Take);
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

fn mount<V: IntoView + 'static>(desk: Desk, place: &str, part: fn() -> V) {
    if let Some(place) = document::element(place) {
        document::clear(&place);
        let view = move || {
            provide_context(desk);
            part()
        };
        mount_to(place, view).forget();
    }
}

/// The word of an attribute that is true or false.
fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// The hue of a target.
fn side(on_device: bool) -> &'static str {
    if on_device { "device" } else { "hosted" }
}
