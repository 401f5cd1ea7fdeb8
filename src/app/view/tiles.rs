//! The tiles over the picture: each lights up when the model has seen it, and last the picture as a whole.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    state::{Activity, Grid, Stage, State},
};

/// How much of the picture has been seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sight {
    grid: Grid,
    seen: u32,
    /// Frames still go through the vision tower.
    looking: bool,
}

#[component]
pub fn Tiles() -> impl IntoView {
    let desk = Desk::here();
    let sight = desk.watch(sight);
    let grid = Memo::new(move |_| sight.get().map(|sight| sight.grid));

    move || {
        grid.get().map(|grid| {
            let whole = grid.frames() - 1;
            let state_of = move |frame: u32| match sight.get() {
                Some(Sight { seen, .. }) if frame < seen => "seen",
                Some(Sight { seen, looking: true, .. }) if frame == seen => "looking",
                Some(Sight { looking: false, .. }) | None => "seen",
                Some(_) => "waiting",
            };
            view! {
                <div
                    class="tiles"
                    aria-hidden="true"
                    data-whole=move || state_of(whole)
                    style:--rows=grid.rows.to_string()
                    style:--columns=grid.columns.to_string()
                >
                    {(0..grid.tiles()).map(|tile| view! {
                        <span class="tile" data-sight=move || state_of(tile)></span>
                    }).collect_view()}
                </div>
            }
        })
    }
}

fn sight(state: &State) -> Option<Sight> {
    let Activity::Running(running) = &state.activity else { return None };
    let trace = &state.turns.last()?.trace;
    let looking = matches!(running.stage, Stage::Encoding { .. });
    Some(Sight { grid: trace.grid?, seen: trace.frames.len() as u32, looking })
}
