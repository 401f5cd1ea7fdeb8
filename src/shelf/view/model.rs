//! One model: what it is, what it would cost, what of it is here, and what can be done.

use leptos::prelude::*;

use super::length::LengthPicker;
use super::progress::Way;
use crate::library::catalogue::Model;
use crate::library::memory::Verdict;
use crate::library::record::Record;
use crate::library::storage::Place;
use crate::shelf::{
    about::{About, title},
    desk::Desk,
    message::Msg,
    state::{Standing, State},
    words,
};
use crate::widgets::format;

#[component]
pub fn ModelRow(id: String) -> impl IntoView {
    let desk = Desk::here();
    let sought = id.clone();
    let model = desk.watch(move |state| find(state, &sought).cloned());
    let of = id.clone();
    let standing = desk.watch(move |state| state.standing(&of));
    let memory = {
        let id = id.clone();
        desk.watch(move |state| find(state, &id).map(|model| words::memory(state, model)))
    };
    let seconds = {
        let id = id.clone();
        desk.watch(move |state| find(state, &id).and_then(|model| words::seconds(state, model)))
    };
    let stored = {
        let id = id.clone();
        desk.watch(move |state| {
            state.record(&id).filter(|record| record.stored() > 0).map(|record| (record.clone(), state.unix_ms))
        })
    };
    let labelled = title(&id);
    view! {
        <li class="shelf-model" aria-labelledby=labelled data-standing=move || word(standing.get())>
            {move || model.get().map(|model| view! { <About model /> })}
            <p class="shelf-memory">{move || memory.get()}</p>
            {move || seconds.get().map(|seconds| view! { <p class="shelf-memory">{seconds}</p> })}
            <LengthPicker id=id.clone() />
            {move || stored.get().map(|(record, now)| view! { <Stored record now /> })}
            <Actions id standing=standing.into() />
        </li>
    }
}

fn find<'a>(state: &'a State, id: &str) -> Option<&'a Model> {
    state.models.iter().find(|model| model.id == id)
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Absent => "absent",
        Standing::Queued => "queued",
        Standing::Fetching => "fetching",
        Standing::Part => "part",
        Standing::Stored => "stored",
    }
}

/// What is here, with the hashes for those who compare.
#[component]
fn Stored(record: Record, now: u64) -> impl IntoView {
    let hashes = record.files.iter().filter_map(|file| Some((file.name.clone(), file.total(), file.sha256.clone()?)));
    let hashes: Vec<_> = hashes.collect();
    view! {
        <p class="shelf-stored">{words::stored(&record, now)}</p>
        {(!hashes.is_empty()).then(|| view! {
            <details class="shelf-files">
                <summary>"Files and their hashes"</summary>
                <dl>
                    {hashes.into_iter().map(|(name, bytes, hash)| view! {
                        <dt>{name}", "{format::bytes(bytes)}</dt><dd>"sha256 "{hash}</dd>
                    }).collect_view()}
                </dl>
            </details>
        })}
    }
}

#[component]
fn Actions(id: String, standing: Signal<Standing>) -> impl IntoView {
    let desk = Desk::here();
    let of = id.clone();
    let facts = desk.watch(move |state| {
        let model = find(state, &of)?;
        let checking = state.verifying.get(&of).copied();
        let lent = state.record(&of).is_some_and(|record| record.place == Place::Memory);
        Some((model.name.clone(), model.bytes(), state.plan(model).verdict == Verdict::TooLarge, checking, lent))
    });
    move || {
        let (name, bytes, too_large, checking, lent) = facts.get()?;
        let press = |text: &str, msg: Msg| {
            let label = format!("{text}: {name}");
            view! {
                <button type="button" class="button" aria-label=label on:click=move |_| desk.send(msg.clone())>
                    {text.to_owned()}
                </button>
            }
            .into_any()
        };
        let fetch = |text: String| press(&text, Msg::FetchPressed(id.clone()));
        let delete = || press("Delete", Msg::DeletePressed(id.clone()));
        let parts = match standing.get() {
            _ if checking.is_some() => vec![check_line(checking.unwrap_or_default())],
            Standing::Absent if too_large => Vec::new(),
            Standing::Absent => vec![fetch(format!("Download {}", format::bytes(bytes)))],
            Standing::Queued => vec![
                view! { <p class="shelf-stored">"Waiting for its turn."</p> }.into_any(),
                press("Cancel", Msg::CancelPressed),
            ],
            Standing::Fetching => vec![
                view! { <Way /> }.into_any(),
                press("Pause", Msg::PausePressed),
                press("Cancel", Msg::CancelPressed),
            ],
            Standing::Part => vec![fetch("Resume".into()), delete()],
            Standing::Stored => vec![bench(lent), press("Verify", Msg::VerifyPressed(id.clone())), delete()],
        };
        Some(view! { <div class="shelf-actions">{parts}</div> })
    }
}

/// The way to the bench. This tab must stay open where it alone has the model.
fn bench(lent: bool) -> AnyView {
    let (target, text) = if lent { (Some("_blank"), "Use it in another tab") } else { (None, "Use it on the bench") };
    view! { <a class="button" href="./#bench" target=target>{text}</a> }.into_any()
}

fn check_line((read, total): (u64, u64)) -> AnyView {
    let text = format!("Checking: {} of {}.", format::bytes(read), format::bytes(total));
    view! { <p class="shelf-stored">{text}</p> }.into_any()
}
