//! A model on its way: all of it, and file by file.

use leptos::prelude::*;

use crate::shelf::{desk::Desk, words};
use crate::widgets::format;

/// The one transfer there is.
#[component]
pub fn Way() -> impl IntoView {
    let desk = Desk::here();
    let line = desk.watch(|state| state.progress.as_ref().map(words::progress));
    let files = desk.watch(|state| {
        let files = state.progress.iter().flat_map(|progress| &progress.files);
        files.map(|file| (file.name.clone(), file.stored, file.total)).collect::<Vec<_>>()
    });
    let names = Memo::new(move |_| files.read().iter().map(|(name, ..)| name.clone()).collect::<Vec<_>>());
    view! {
        <div class="shelf-way">
            <p class="shelf-stored" data-testid="download-line">{move || line.get()}</p>
            <ul class="loading">
                <For each=move || names.get() key=|name| name.clone() children=move |name| {
                    let title = name.clone();
                    let file = Memo::new(move |_| {
                        files.read().iter().find(|(other, ..)| *other == title).map(|(_, stored, total)| (*stored, *total))
                    });
                    let amount = move || {
                        file.get().map(|(stored, total)| format!("{} of {}", format::bytes(stored), format::bytes(total)))
                    };
                    let share = move || file.get().map_or(0.0, |(stored, total)| stored as f64 / total.max(1) as f64);
                    view! {
                        <li>
                            <span class="loading-title">{name.clone()}</span>
                            <span class="loading-amount">{amount}</span>
                            <progress aria-label=name max="1" prop:value=share></progress>
                        </li>
                    }
                } />
            </ul>
        </div>
    }
}
