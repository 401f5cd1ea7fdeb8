//! The visitor's own vote, beside the published count and apart from it.

mod count;
mod keeping;
mod key;
mod public;
mod tool;

use leptos::prelude::*;

use crate::app::desk::Desk;
use count::LiveCountView;
use keeping::Keeping;
use public::PublicVotes;
use tool::ToolVote;

#[component]
pub fn YourVote() -> impl IntoView {
    let desk = Desk::here();
    let tools = desk.watch(|state| state.tools());
    let has_polls = desk.watch(|state| state.votes.polls.is_some());
    view! {
        <div class="ballot">
            <h3 class="points-title">"Your vote"</h3>
            <p class="figure-note">
                "Would you ship with it? A vote stays in this browser, is yours to change or withdraw, and is never added \
                 to a count it is not part of."
            </p>
            <div class="ballot-tools">
                {tools.get_untracked().into_iter().map(|(slug, name)| view! { <ToolVote slug name /> }).collect_view()}
            </div>
            <Show when=move || has_polls.get()>
                <PublicVotes />
                <LiveCountView />
            </Show>
            <Keeping />
        </div>
    }
}
