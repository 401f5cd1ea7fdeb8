//! What the picked model is, and what is left to do before it can answer.

use leptos::prelude::*;

use super::local_files::LocalFiles;
use crate::app::{
    desk::Desk,
    format,
    message::Msg,
    state::{HubModel, ModelChoice},
};

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
                ModelChoice::Hub(hub) => view! { <HubOffer hub /> }.into_any(),
                ModelChoice::Local => view! { <LocalFiles /> }.into_any(),
            }}
            {move || loaded.get().map(|loaded| view! { <p class="model-loaded-line">{loaded}</p> })}
        </div>
    }
}

/// What the demo is for, until it is in memory.
#[component]
fn DemoOffer() -> impl IntoView {
    let wanted = Desk::here().watch(|state| state.picked_and_loaded().is_none());
    view! {
        <Show when=move || wanted.get()>
            <p>"Made for this page, to try the bench with. It loads with the first question."</p>
        </Show>
    }
}

/// The offer to download a model, gone as soon as it was taken.
#[component]
fn HubOffer(hub: HubModel) -> impl IntoView {
    let desk = Desk::here();
    let wanted = desk.watch(|state| state.picked_and_loaded().is_none() && !state.busy());
    let host = desk.watch(|state| state.hub.split("://").last().unwrap_or_default().trim_end_matches('/').to_owned());

    view! {
        <Show when=move || wanted.get()>
            <p>"From " {move || host.get()} ", once you press the button. Nothing is sent there but the request."</p>
            <button type="button" class="button" on:click=move |_| desk.send(Msg::DownloadPressed)>
                {format!("Download {}\u{a0}MB", hub.megabytes())}
            </button>
        </Show>
    }
}
