//! A model from the visitor's own disk. Its files are read, never sent anywhere.

use leptos::prelude::*;

use crate::app::{desk::Desk, format, run, state::LocalFile};
use crate::widgets::FileButton;

#[component]
pub fn LocalFiles() -> impl IntoView {
    let desk = Desk::here();
    let files = desk.watch(|state| state.local.as_ref().map(|local| local.files.clone()).unwrap_or_default());
    let problem = desk.watch(|state| state.local.as_ref().and_then(|local| local.source.clone().err()));

    view! {
        <p>
            "A SmolVLM2 you have on disk: a .gguf pair (language model and mmproj), or all files of a Hugging Face \
             folder. They are read here and sent nowhere."
        </p>
        <FileButton
            id="model-files"
            label="Choose model files"
            accept=".gguf,.safetensors,.json,.jinja,.txt"
            multiple=true
            on_files=move |files| run::take_in_model(desk, files)
        />
        <ul class="local-files">
            {move || files.get().into_iter().map(|LocalFile { name, bytes }| view! {
                <li><span>{name}</span> " " <span class="model-size">{format::bytes(bytes)}</span></li>
            }).collect_view()}
        </ul>
        {move || problem.get().map(|problem| view! { <p class="notice">{problem}</p> })}
    }
}
