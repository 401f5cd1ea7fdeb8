//! What the visitor sees. Each component reads its piece of the state and sends messages; none keeps state of its own.

mod answers;
mod bench;
mod doctor;
mod exchange;
mod growing;
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

use leptos::prelude::*;

use super::{desk::Desk, message::Msg, run, state::State};
use crate::widgets::ThemePicker;

/// Puts every live part in the place that the printed page keeps for it.
pub fn open() {
    let owner = Owner::new();
    let desk = owner.with(|| Desk::new(State::default()));
    desk.mount("masthead-tools", paper);
    desk.mount("targets-place", targets::Targets);
    desk.mount("request-place", bench::Bench);
    desk.mount("session-place", session::Session);
    desk.mount("what-if-place", what_if::Simulator);
    desk.mount("take-along-place", take::Take);
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

/// The word of an attribute that is true or false.
fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// The hue of a target.
fn side(on_device: bool) -> &'static str {
    if on_device { "device" } else { "hosted" }
}
