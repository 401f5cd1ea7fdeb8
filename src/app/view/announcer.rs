//! The voice for screen readers. The visible stream is not live: hearing it token by token would be noise.

use leptos::prelude::*;

use crate::app::{desk::Desk, words};

#[component]
pub fn Announcer() -> impl IntoView {
    let words = Desk::here().watch(words::announcement);
    view! { <p class="unseen" role="status" aria-live="polite">{move || words.get()}</p> }
}
