//! What the visitor sees. Each component reads its piece of the state and sends messages; none keeps state of its own.

mod announcer;
mod answer;
mod bench;
mod conversation;
mod detail;
mod failure;
mod loading;
mod local_files;
mod measurements;
mod model_note;
mod model_picker;
mod plate;
mod question;
mod review;
mod ruler;
mod samples;
mod status;
mod tiles;
mod trace;
mod votes;

use leptos::prelude::*;

use super::{desk::Desk, message::Msg, run, state::State};
use crate::widgets::ThemePicker;

/// Puts every live part in the place that the printed page keeps for it. A page without a place has no such part.
pub fn open() {
    let owner = Owner::new();
    let desk = owner.with(|| Desk::new(State::default()));
    run::read_page(desk);
    desk.mount("masthead-tools", paper);
    desk.mount("bench-place", bench::Bench);
    desk.mount("scorecard-place", review::LiveScorecard);
    desk.mount("pricing-place", review::Calculator);
    desk.mount("community-place", votes::YourVote);
    desk.mount("share-place", review::Share);
    desk.mount("listing-place", review::LiveListing);
    review::watch_newsletter();
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
