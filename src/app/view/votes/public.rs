//! What a public vote is, and who signs it.

use leptos::prelude::*;

use super::key::KeptKey;
use crate::app::{
    desk::Desk,
    message::{Msg, VotesMsg},
};

#[component]
pub fn PublicVotes() -> impl IntoView {
    let desk = Desk::here();
    let ends = desk.watch(|state| state.votes.polls.as_ref().and_then(|polls| polls.ends.clone()));
    let work = desk.watch(|state| state.votes.polls.as_ref().map_or(0, |polls| polls.minimum_work));
    let has_extension = desk.watch(|state| state.votes.public.has_extension);
    let failure = desk.watch(|state| state.votes.public.failure.clone());
    view! {
        <div class="ballot-public">
            <p>
                <strong>"A vote that is sent is public. "</strong>
                "It lies on servers of others, under a key, for all to read. It can be changed "
                {move || ends.get().map(|ends| format!("until {ends} "))}
                "but not withdrawn or surely deleted. Anybody can make many keys, so the count is a straw poll."
                {move || (work.get() > 0).then_some(" To make many votes dear, this device has to compute for each.")}
            </p>
            <Show when=move || has_extension.get()>
                <Signers />
            </Show>
            <KeptKey />
            {move || failure.get().map(|failure| view! {
                <div class="failure" role="alert">
                    <p class="failure-message">{failure.message}</p>
                    <p class="failure-remedy">{failure.remedy}</p>
                </div>
            })}
        </div>
    }
}

#[component]
fn Signers() -> impl IntoView {
    let desk = Desk::here();
    let picked = desk.watch(|state| state.votes.public.by_extension);
    view! {
        <fieldset class="filter">
            <legend class="field-title">"Signed by"</legend>
            {[(false, "a key of this browser"), (true, "your Nostr extension")].map(|(by_extension, label)| view! {
                <label class="filter-choice">
                    <input
                        type="radio"
                        name="signer"
                        prop:checked=move || picked.get() == by_extension
                        on:change=move |_| desk.send(Msg::Votes(VotesMsg::SignerPicked { by_extension }))
                    />
                    <span>{label}</span>
                </label>
            }).collect_view()}
        </fieldset>
    }
}
