//! The panel with a filter by role and buttons for what can be measured.

use leptos::prelude::*;

use super::check::live_check;
use crate::app::{desk::Desk, message::Msg};
use crate::comparison::{role_key, roles};
use crate::sheets::Scorecard;

#[component]
pub fn LiveScorecard() -> impl IntoView {
    let desk = Desk::here();
    let tools = desk.watch(|state| state.review.as_ref().map(|review| review.matchup.tools.clone()));
    let role = desk.watch(|state| state.review.as_ref().and_then(|review| review.role.clone()));
    move || {
        tools.get().map(|tools| {
            let names: Vec<_> = roles(&tools).into_iter().map(str::to_owned).collect();
            view! {
                <RoleFilter names role />
                <Scorecard tools role check=live_check />
            }
        })
    }
}

#[component]
fn RoleFilter(names: Vec<String>, role: Memo<Option<String>>) -> impl IntoView {
    let desk = Desk::here();
    let choice = move |key: Option<String>, label: String| {
        let picked = key.clone();
        view! {
            <label class="filter-choice">
                <input
                    type="radio"
                    name="role"
                    prop:checked=move || role.get() == picked
                    on:change=move |_| desk.send(Msg::RolePicked(key.clone()))
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="filter">
            <legend class="field-title">"Reviewer"</legend>
            {choice(None, "All".into())}
            {names.into_iter().map(|name| choice(Some(role_key(&name)), name)).collect_view()}
        </fieldset>
    }
}
