//! How closely the model looks: frames along the longest edge.

use leptos::prelude::*;

use crate::app::{desk::Desk, format::counted, message::Msg, state::State};

#[component]
pub fn DetailPicker() -> impl IntoView {
    let desk = Desk::here();
    let highest = desk.watch(|state| state.picked_and_loaded().map_or(1, |loaded| loaded.highest_detail()));
    let current = desk.watch(|state| state.current_detail());
    let expectation = desk.watch(expectation);

    view! {
        <Show when=move || { highest.get() > 1 }>
            <div class="detail" role="radiogroup" aria-labelledby="detail-title">
                <p class="field-title" id="detail-title">"Detail"</p>
                <div class="detail-choices">
                    {move || (1..=highest.get()).map(|detail| view! {
                        <label class="detail-choice">
                            <input
                                type="radio"
                                name="detail"
                                prop:checked=move || current.get() == Some(detail)
                                on:change=move |_| desk.send(Msg::DetailPicked(detail))
                            />
                            <span>{detail}</span>
                        </label>
                    }).collect_view()}
                </div>
                <p class="detail-expectation">{move || expectation.get()}</p>
            </div>
        </Show>
    }
}

fn expectation(state: &State) -> String {
    match state.expected_grid() {
        Some(grid) if grid.tiles() > 1 => {
            format!("{} × {} tiles and the whole: {} frames", grid.rows, grid.columns, grid.frames())
        }
        Some(_) => String::from("the whole picture: 1 frame"),
        None => state
            .current_detail()
            .map_or(String::new(), |detail| format!("{} along the longest edge", counted(detail, "tile", "tiles"))),
    }
}
