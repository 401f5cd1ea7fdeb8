//! What the picked model is, and what is left to do before it can answer.

use leptos::prelude::*;

use super::local_files::LocalFiles;
use crate::app::{desk::Desk, format, state::ModelChoice};

#[component]
pub fn ModelNote() -> impl IntoView {
    let desk = Desk::here();
    let model = desk.watch(|state| state.model);
    let loaded = desk.watch(|state| {
        state.picked_and_loaded().map(|loaded| {
            let size = format::bytes(loaded.info.model_bytes);
            let time = format::duration(loaded.info.load_ms);
            format!("{}: {size} in memory, loaded in {time}.", loaded.info.name)
        })
    });

    view! {
        <div class="model-note">
            {move || match model.get() {
                ModelChoice::Demo => view! { <DemoOffer /> }.into_any(),
                ModelChoice::Stored(_) => ().into_any(),
                ModelChoice::Local => view! { <LocalFiles /> }.into_any(),
            }}
            <p><a href="models/">"More models"</a></p>
            {move || loaded.get().map(|loaded| view! { <p class="model-loaded-line">{loaded}</p> })}
        </div>
    }
}

const FRESH: &str = "Made for this page, to try the bench with. It loads with the first question.";
const KEPT: &str = "Made for this page. Kept on this device; it loads with the first question.";

/// What the demo is for, until it is in memory.
#[component]
fn DemoOffer() -> impl IntoView {
    let kept = Desk::here().watch(|state| state.picked_and_loaded().is_none().then_some(state.demo_kept));
    let words = move || kept.get().map(|kept| if kept { KEPT } else { FRESH });
    view! { <p>{words}</p> }
}
