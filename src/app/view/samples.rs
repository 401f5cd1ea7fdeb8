//! Pictures to start with. Pressing one shows it and asks at once.

use leptos::prelude::*;

use crate::app::{desk::Desk, message::Msg, state::Sample};

#[component]
pub fn Samples() -> impl IntoView {
    let desk = Desk::here();
    let samples = desk.watch(|state| state.samples.clone());

    view! {
        <Show when=move || !samples.read().is_empty()>
            <div class="samples" role="group" aria-labelledby="samples-title">
                <p class="samples-title"><span id="samples-title">"Sample pictures"</span>" one press runs it"</p>
                <ul class="samples-list">
                    <For
                        each=move || samples.get().into_iter().enumerate()
                        key=|(_, sample)| sample.file.clone()
                        children=|(index, sample)| view! { <SampleButton index sample /> }
                    />
                </ul>
            </div>
        </Show>
    }
}

#[component]
fn SampleButton(index: usize, sample: Sample) -> impl IntoView {
    let desk = Desk::here();
    let file = sample.file.clone();
    let on_bench =
        desk.watch(move |state| state.picture.as_ref().is_some_and(|picture| picture.sample.as_ref() == Some(&file)));

    view! {
        <li>
            <button
                type="button"
                class="sample"
                aria-pressed=move || if on_bench.get() { "true" } else { "false" }
                on:click=move |_| desk.send(Msg::SamplePressed(index))
            >
                <img src=format!("samples/{}", sample.file) alt="" width="96" height="96" />
                <span>{sample.title}</span>
            </button>
        </li>
    }
}
