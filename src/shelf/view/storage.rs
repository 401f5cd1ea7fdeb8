//! What models take of the device, and getting it back.

use leptos::prelude::*;

use crate::shelf::{desk::Desk, message::Msg, words};
use crate::widgets::format;

pub fn storage() -> impl IntoView {
    let desk = Desk::here();
    let line = desk.watch(|state| state.records.is_some().then(|| words::storage(state)));
    let offline = desk.watch(words::offline);
    let any = desk.watch(|state| state.stored() > 0);
    let confirming = desk.watch(|state| state.confirming);
    let strays = desk.watch(|state| {
        state
            .strays()
            .into_iter()
            .map(|record| (record.model.clone(), record.name.clone(), record.stored()))
            .collect::<Vec<_>>()
    });
    let button = move |text: &'static str, msg: Msg| {
        view! { <button type="button" class="button" on:click=move |_| desk.send(msg.clone())>{text}</button> }
    };
    view! {
        <div class="shelf-storage">
            <p data-testid="storage">{move || line.get()}</p>
            <p class="shelf-fine" data-testid="offline">{move || offline.get()}</p>
            <ul>
                {move || strays.get().into_iter().map(|(id, name, bytes)| view! {
                    <li class="shelf-actions">
                        <span>{name.clone()}", "{format::bytes(bytes)}", no longer offered here"</span>
                        <button type="button" class="button" aria-label=format!("Delete: {name}")
                            on:click=move |_| desk.send(Msg::DeletePressed(id.clone()))>"Delete"</button>
                    </li>
                }).collect_view()}
            </ul>
            <div class="shelf-actions">
                {move || match (any.get(), confirming.get()) {
                    (false, _) => None,
                    (true, false) => Some(view! { {button("Delete all models", Msg::DeleteAllPressed)} }.into_any()),
                    (true, true) => Some(view! {
                        <p>"Everything that was fetched goes. Getting it back takes another download."</p>
                        {button("Yes, delete everything", Msg::DeleteAllAnswered(true))}
                        {button("Keep it", Msg::DeleteAllAnswered(false))}
                    }.into_any()),
                }}
            </div>
        </div>
    }
}
