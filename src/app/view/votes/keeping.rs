//! Taking one's votes along, or bringing them in.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    message::{Msg, VotesMsg},
    run,
};
use crate::widgets::FileButton;

#[component]
pub fn Keeping() -> impl IntoView {
    let desk = Desk::here();
    let notice = desk.watch(|state| state.votes.notice.clone());
    let unkept = desk.watch(|state| state.votes.unkept);
    view! {
        <div class="ballot-keeping">
            <p class="share-ways">
                <button type="button" class="button" on:click=move |_| desk.send(Msg::Votes(VotesMsg::ExportPressed))>
                    "Save my votes as a file"
                </button>
                <FileButton
                    id="ballot-file"
                    label="Take in votes from a file"
                    accept=".json,application/json"
                    on_files=move |files| run::take_in_ballots(desk, files)
                />
            </p>
            <p class="figure-note" role="status">{move || notice.get()}</p>
            {move || unkept.get().then(|| view! {
                <p class="notice" role="alert">
                    "This browser does not let the page keep anything, as in a private window. Your votes are gone when \
                     this tab is closed; save them as a file to keep them."
                </p>
            })}
        </div>
    }
}
