//! The picture that goes to every target, and the samples beside it.

use leptos::prelude::*;

use super::flag;
use crate::console::{desk::Desk, message::Msg, run, state::Picture};
use crate::widgets::{FileButton, format};

#[component]
pub fn Plate() -> impl IntoView {
    let desk = Desk::here();
    let dragging = desk.watch(|state| state.bench.dragging);
    let picture = desk.watch(|state| state.bench.picture.clone());
    view! {
        <figure class="plate" data-testid="drop-zone" data-dragging=move || dragging.get().then_some("")>
            <div class="plate-bed">
                <span class="crop-marks" aria-hidden="true"></span>
                {move || match picture.get() {
                    Some(picture) => view! { <img class="ask-picture" src=picture.address.clone() alt=described(&picture) /> }.into_any(),
                    None => view! {
                        <p class="plate-empty">
                            "Put a picture on the bench."
                            <span class="plate-formats">"It is drawn anew before it is sent: no place, no date, no camera goes with it."</span>
                        </p>
                    }.into_any(),
                }}
                <p class="plate-drop" aria-hidden="true">"Let go: it lands here."</p>
            </div>
            <figcaption class="plate-bar">
                <FileButton
                    id="picture-file"
                    label="Choose a picture"
                    accept="image/*"
                    on_files=move |files| run::take_in(desk, files)
                />
                <span class="plate-caption">
                    {move || picture.get().map_or_else(|| "or drop one anywhere on this page, or paste it".into(), |picture| caption(&picture))}
                </span>
            </figcaption>
        </figure>
        <Samples />
    }
}

fn described(picture: &Picture) -> String {
    picture.alt.clone().unwrap_or_else(|| format!("Your picture {}", picture.name))
}

fn caption(picture: &Picture) -> String {
    let Picture { name, width, height, bytes, .. } = picture;
    format!("{name}, {width} × {height} pixels, {} to send", format::bytes(*bytes))
}

#[component]
fn Samples() -> impl IntoView {
    let desk = Desk::here();
    let samples = desk.watch(|state| state.bench.samples.clone());
    let shown = desk.watch(|state| state.bench.picture.as_ref().and_then(|picture| picture.sample.clone()));
    view! {
        <Show when=move || !samples.read().is_empty()>
            <div class="samples" role="group" aria-labelledby="samples-title">
                <p class="samples-title"><span id="samples-title">"Sample pictures"</span></p>
                <ul class="samples-list">
                    <For
                        each=move || samples.get().into_iter().enumerate()
                        key=|(_, sample)| sample.file.clone()
                        children=move |(index, sample)| {
                            let file = sample.file.clone();
                            let pressed = move || flag(shown.read().as_ref() == Some(&file));
                            view! {
                                <li>
                                    <button type="button" class="sample" aria-pressed=pressed
                                        on:click=move |_| desk.send(Msg::SamplePressed(index))>
                                        <img src=format!("samples/{}", sample.file) alt="" width="96" height="96" />
                                        <span>{sample.title}</span>
                                    </button>
                                </li>
                            }
                        }
                    />
                </ul>
            </div>
        </Show>
    }
}
