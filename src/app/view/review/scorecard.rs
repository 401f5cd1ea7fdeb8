//! The panel with a filter by role and buttons for what can be measured.

use leptos::prelude::*;

use super::check::live_check;
use crate::app::{desk::Desk, message::Msg};
use crate::comparison::{role_key, roles};
use crate::sheets::{Filter, Scorecard};

#[component]
pub fn LiveScorecard() -> impl IntoView {
    let desk = Desk::here();
    let tools = desk.watch(|state| state.review.as_ref().map(|review| review.matchup.tools.clone()));
    let role = desk.watch(|state| state.review.as_ref().and_then(|review| review.role.clone()));
    move || {
        tools.get().map(|tools| {
            let choices = roles(&tools).into_iter().map(|name| (role_key(name), name.to_owned())).collect();
            view! {
                <Filter legend="Reviewer" name="role" choices picked=role pick=move |picked| desk.send(Msg::RolePicked(picked)) />
                <Scorecard tools role check=live_check />
            }
        })
    }
}
