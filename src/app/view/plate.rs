//! The plate: the picture under examination, measured along two edges, with the model's tiles over it.

use leptos::prelude::*;

use super::{
    ruler::{Ruler, RulerEdge},
    tiles::Tiles,
};
use crate::app::{
    desk::Desk,
    format,
    message::Msg,
    run,
    state::{Picture, Preview},
};
use crate::browser::page::document;
use crate::widgets::FileButton;

#[component]
pub fn Plate() -> impl IntoView {
    let desk = Desk::here();
    let dragging = desk.watch(|state| state.dragging);
    // A new preview size changes the picture, but not which element shows it.
    let shown =
        desk.watch(|state| state.picture.as_ref().map(|picture| (picture.address.clone(), description(picture))));
    let caption = desk.watch(|state| state.picture.as_ref().map(caption));

    view! {
        <figure class="plate" data-testid="drop-zone" data-dragging=move || dragging.get().then_some("")>
            <div class="plate-bed">
                <span class="crop-marks" aria-hidden="true"></span>
                {move || match shown.get() {
                    Some((address, alt)) => view! { <Specimen address alt /> }.into_any(),
                    None => view! {
                        <p class="plate-empty">
                            "Put a picture on the bench."
                            <span class="plate-formats">"PNG, JPEG, WebP, GIF or BMP. It stays in this tab."</span>
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
                    {move || caption.get().unwrap_or_else(|| "or drop one anywhere on this page, or paste it".into())}
                </span>
            </figcaption>
        </figure>
    }
}

#[component]
fn Specimen(address: String, alt: String) -> impl IntoView {
    let desk = Desk::here();
    let preview = desk.watch(|state| state.picture.as_ref().map_or(Preview::Pending, |picture| picture.preview));
    let unreadable = move || preview.get() == Preview::Unreadable;
    let size = move || match preview.get() {
        Preview::Drawn { width, height } => (width, height),
        Preview::Pending | Preview::Unreadable => (4, 3),
    };
    let drawn = move || matches!(preview.get(), Preview::Drawn { .. });

    view! {
        <div
            class="specimen"
            class:specimen-unreadable=unreadable
            style:--width=move || size().0.to_string()
            style:--height=move || size().1.to_string()
        >
            <Show when=drawn>
                <Ruler edge=RulerEdge::Top length=Signal::derive(move || size().0) />
                <Ruler edge=RulerEdge::Left length=Signal::derive(move || size().1) />
            </Show>
            <img
                class="specimen-picture"
                src=address
                alt=alt
                on:load=move |event| {
                    if let Some((width, height)) = document::picture_size(&event) {
                        desk.send(Msg::PreviewDrawn { width, height });
                    }
                }
                on:error=move |_| desk.send(Msg::PreviewFailed)
            />
            <Show when=unreadable>
                <p class="specimen-neutral">"No preview of this file."</p>
            </Show>
            <Tiles />
        </div>
    }
}

fn description(picture: &Picture) -> String {
    picture.alt.clone().unwrap_or_else(|| format!("Your picture, {}", picture.name))
}

fn caption(picture: &Picture) -> String {
    let size = format::bytes(picture.bytes);
    match picture.preview {
        Preview::Drawn { width, height } => format!("{}, {width} × {height} px, {size}", picture.name),
        Preview::Pending | Preview::Unreadable => format!("{}, {size}", picture.name),
    }
}
