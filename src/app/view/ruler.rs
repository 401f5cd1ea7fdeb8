//! A ruler along an edge of the picture, in the picture's own pixels.

use leptos::prelude::*;

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
        <div class=class aria-hidden="true" style:--minor=move || percent(step(length.get()) / 5.0, length.get())>
            {move || marks(length.get()).into_iter().map(|mark| view! {
                <span class="ruler-mark" style:--at=percent(f64::from(mark), length.get())>{mark}</span>
            }).collect_view()}
        </div>
    }
}

fn percent(part: f64, whole: u32) -> String {
    format!("{:.3}%", part / f64::from(whole.max(1)) * 100.0)
}

/// The distance between numbered marks: 1, 2 or 5 times a power of ten, so that there are three to six of them.
fn step(length: u32) -> f64 {
    let rough = f64::from(length.max(1)) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = match rough / power {
        mantissa if mantissa < 2.0 => power,
        mantissa if mantissa < 5.0 => 2.0 * power,
        _ => 5.0 * power,
    };
    step.max(1.0)
}

/// Where the numbers go; the last one keeps clear of the corner.
fn marks(length: u32) -> Vec<u32> {
    let step = step(length);
    (0..)
        .map(|count| f64::from(count) * step)
        .take_while(|&mark| mark <= f64::from(length) - step * 0.2)
        .map(|mark| mark as u32)
        .collect()
}
