//! A ruler along an edge of the picture, in the picture's own pixels.

use leptos::prelude::*;

use crate::widgets::scale;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RulerEdge {
    Top,
    Left,
}

#[component]
pub fn Ruler(edge: RulerEdge, length: Signal<u32>) -> impl IntoView {
    let class = match edge {
        RulerEdge::Top => "ruler ruler-top",
        RulerEdge::Left => "ruler ruler-left",
    };
    view! {
        <div class=class aria-hidden="true" style:--minor=move || percent(scale::step(f64::from(length.get())) / 5.0, length.get())>
            {move || marks(length.get()).into_iter().map(|mark| view! {
                <span class="ruler-mark" style:--at=percent(f64::from(mark), length.get())>{mark}</span>
            }).collect_view()}
        </div>
    }
}

fn percent(part: f64, whole: u32) -> String {
    format!("{:.3}%", part / f64::from(whole.max(1)) * 100.0)
}

/// Where the numbers go; the last one keeps clear of the corner.
fn marks(length: u32) -> Vec<u32> {
    let end = f64::from(length) - scale::step(f64::from(length)) * 0.2;
    scale::marks(f64::from(length)).into_iter().filter(|&mark| mark <= end).map(|mark| mark as u32).collect()
}
