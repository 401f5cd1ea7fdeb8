//! What is being loaded, how much of it is here, and how long the rest will take.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    format,
    state::{Activity, Download, State},
};

#[derive(Clone, PartialEq)]
struct Row {
    title: String,
    amount: String,
    /// From 0 to 1; unknown while the total is.
    share: Option<f64>,
}

#[component]
pub fn LoadingProgress() -> impl IntoView {
    let rows = Desk::here().watch(rows);

    view! {
        <Show when=move || !rows.read().is_empty()>
            <ul class="loading">
                <For each=move || rows.get() key=|row| row.title.clone() children=move |row| {
                    let title = row.title.clone();
                    let current = Memo::new(move |_| {
                        rows.read().iter().find(|candidate| candidate.title == title).cloned()
                    });
                    let amount = move || current.get().map(|row| row.amount);
                    let share = move || current.get().and_then(|row| row.share);
                    view! {
                        <li>
                            <span class="loading-title">{row.title.clone()}</span>
                            <span class="loading-amount">{amount}</span>
                            <progress aria-label=row.title max="1" prop:value=move || share().unwrap_or(0.0)></progress>
                        </li>
                    }
                } />
            </ul>
        </Show>
    }
}

fn rows(state: &State) -> Vec<Row> {
    let Activity::Loading(loading) = &state.activity else { return Vec::new() };
    let download = |Download { file, loaded, total }: &Download| Row {
        // Addresses are long; the file's name tells enough.
        title: file.rsplit('/').next().unwrap_or(file).to_owned(),
        amount: match total {
            0 => format::bytes(*loaded),
            total => format!("{} of {}", format::bytes(*loaded), format::bytes(*total)),
        },
        share: (*total > 0).then(|| *loaded as f64 / *total as f64),
    };
    let mut rows: Vec<Row> = loading.downloads.iter().map(download).collect();
    if let Some((ready, total)) = loading.tensors {
        rows.push(Row {
            title: String::from("Into memory"),
            amount: format!("{ready} of {total} tensors"),
            share: (total > 0).then(|| f64::from(ready) / f64::from(total)),
        });
    }
    rows
}
