//! The count that this device takes from the relays, when it is asked to.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    message::{Msg, VotesMsg},
    state::DatedCount,
};
use crate::ballots::protocol::LiveCount;
use crate::comparison::{Count, Tool};
use crate::sheets::CountView;

#[component]
pub fn LiveCountView() -> impl IntoView {
    let desk = Desk::here();
    let counting = desk.watch(|state| state.votes.public.counting);
    let count = desk.watch(|state| state.votes.public.count.clone());
    let tools = desk.watch(|state| {
        let matchup = state.review.as_ref().map(|review| &review.matchup);
        matchup.map(|matchup| {
            let slugs = matchup.comparison.tools.iter().map(ToString::to_string);
            slugs.zip(matchup.tools.clone()).collect::<Vec<_>>()
        })
    });
    let label = move || if count.read().is_some() { "Count again" } else { "Count the votes now" };
    let said = move || match (counting.get(), count.get()) {
        (true, _) => String::from("Asking the relays and checking every vote here."),
        (false, Some(dated)) => format!("Counted by this device. {}", dated.when),
        (false, None) => String::from("You can look without voting. Your device asks the relays itself."),
    };
    view! {
        <div class="ballot-count">
            <p class="ballot-choices">
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || counting.get().to_string()
                    on:click=move |_| desk.send(Msg::Votes(VotesMsg::CountPressed))
                >
                    {label}
                </button>
                <span class="figure-note" role="status">{said}</span>
            </p>
            {move || count.get().zip(tools.get()).map(|(DatedCount { count, .. }, tools)| result(count, tools))}
        </div>
    }
}

fn result(count: LiveCount, tools: Vec<(String, Tool)>) -> impl IntoView {
    let found = |slug: &str| {
        let result = count.tools.iter().find(|result| result.tool == slug).map(|tool| &tool.result)?;
        Some(Count { ship: result.ship, skip: result.skip, rejected: result.rejected.clone() })
    };
    let views: Vec<_> = tools.into_iter().map(|(slug, tool)| view! { <CountView count=found(&slug) tool /> }).collect();
    let relays: Vec<_> = count.relays.iter().map(|one| format!("{} {}.", one.relay, one.sentence())).collect();
    view! {
        <div data-testid="live-count" data-complete=count.complete.to_string()>
            {views}
            <details class="count-rejected">
                <summary>"What each relay did"</summary>
                <ul>{relays.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
            </details>
        </div>
    }
}
