//! Taking the comparison away: its link, or the whole of it as a file.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    message::{ExportForm, Msg},
};

#[component]
pub fn Share() -> impl IntoView {
    let desk = Desk::here();
    let copied = desk.watch(|state| state.review.as_ref().and_then(|review| review.link_copied));
    let said = move || match copied.get() {
        None => "",
        Some(true) => "The link is on your clipboard, with your figures in it.",
        Some(false) => "The clipboard could not be reached. Copy the address from the browser’s bar instead.",
    };
    view! {
        <div class="share">
            <h3 class="points-title">"Take it away"</h3>
            <p class="share-ways">
                <button type="button" class="button" on:click=move |_| desk.send(Msg::LinkPressed)>"Copy the link"</button>
                <button type="button" class="button" on:click=move |_| desk.send(Msg::ExportPressed(ExportForm::Markdown))>
                    "Save as Markdown"
                </button>
                <button type="button" class="button" on:click=move |_| desk.send(Msg::ExportPressed(ExportForm::Json))>
                    "Save as JSON"
                </button>
            </p>
            <p class="figure-note" role="status">{said}</p>
        </div>
    }
}
