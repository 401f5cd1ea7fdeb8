//! The key that this browser made: to be kept, or to be forgotten.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    message::{Msg, VotesMsg},
    words::votes as words,
};

#[component]
pub fn KeptKey() -> impl IntoView {
    let desk = Desk::here();
    let key = desk.watch(|state| state.votes.public.key.clone());
    view! {
        <Show when=move || key.read().is_some()>
            <details class="ballot-key">
                <summary>
                    "This browser’s key: "<code>{move || key.get().map(|key| words::short_key(&key))}</code>
                </summary>
                <p>
                    "Whoever has the secret half can vote in your place. Save it to change your votes from another Nostr \
                     program. Forgetting it deletes the key and its votes from this browser; the public votes stay as they \
                     are, and nobody can change them any more."
                </p>
                <p class="share-ways">
                    <button type="button" class="button" on:click=move |_| desk.send(Msg::Votes(VotesMsg::SaveKeyPressed))>
                        "Save the secret key"
                    </button>
                    <button type="button" class="button" on:click=move |_| desk.send(Msg::Votes(VotesMsg::ForgetKeyPressed))>
                        "Forget the key"
                    </button>
                </p>
            </details>
        </Show>
    }
}
