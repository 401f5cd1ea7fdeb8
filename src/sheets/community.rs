//! What the community says, apart from the panel.

use leptos::prelude::*;

#[component]
pub fn Community() -> impl IntoView {
    view! {
        <p class="fallback">
            "No community vote has been published for this pair yet, so there is no share to show. When there is one, it
            stands here with its number of votes, its interval and its date, apart from the panel’s."
        </p>
    }
}
