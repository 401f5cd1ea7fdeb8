//! A file input that looks like a button and still is a file input.

use leptos::prelude::*;

use crate::browser::page::{document, intake::File};

#[component]
pub fn FileButton(
    id: &'static str,
    label: &'static str,
    accept: &'static str,
    #[prop(default = false)] multiple: bool,
    on_files: impl Fn(Vec<File>) + 'static,
) -> impl IntoView {
    view! {
        <span class="file-button">
            <input
                type="file"
                id=id
                accept=accept
                multiple=multiple
                on:change=move |event| {
                    let files = document::chosen_files(&event);
                    if !files.is_empty() {
                        on_files(files);
                    }
                }
            />
            <label class="button" for=id>{label}</label>
        </span>
    }
}
