//! What a model is. Drawn twice from here: when the page is printed, and again in the tab.

use leptos::prelude::*;

use super::words;
use crate::library::catalogue::Model;

/// The facts of the catalogue that need no device to be known.
#[component]
pub fn About(model: Model) -> impl IntoView {
    view! {
        <div class="shelf-about">
            <h3 id=title(&model.id)>{model.name.clone()}</h3>
            <p class="shelf-size">{words::size(&model)}</p>
        </div>
        <p>{model.note.clone()}</p>
        {words::mark(&model).map(|mark| view! { <p class="shelf-mark">{mark}</p> })}
        <p class="shelf-fine">{words::origin(&model)}</p>
    }
}

/// The element that names the row of a model.
pub fn title(id: &str) -> String {
    format!("model-{id}")
}
