//! The vote on one tool: two buttons, and where the vote is.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    message::{Msg, VotesMsg},
    state::{State, VoteStage},
    words::votes as words,
};
use crate::voting::Choice;

#[component]
pub fn ToolVote(slug: String, name: String) -> impl IntoView {
    let desk = Desk::here();
    let slug = StoredValue::new(slug);
    let of = move |read: fn(&State, &str) -> String| desk.watch(move |state| slug.with_value(|slug| read(state, slug)));
    let choice = desk.watch(move |state| slug.with_value(|slug| state.votes.choice(slug)));
    let status = of(|state, slug| words::status(&state.votes, slug));
    let side = desk.watch(move |state| slug.with_value(|slug| side(state, slug)));
    view! {
        <fieldset class="ballot-tool" data-side=move || side.get()>
            <legend class="count-name">{name}</legend>
            <p class="ballot-choices">
                {Choice::ALL.map(|one| view! {
                    <button
                        type="button"
                        class="button"
                        aria-pressed=move || (choice.get() == Some(one)).to_string()
                        on:click=move |_| {
                            desk.send(Msg::Votes(VotesMsg::ChoicePressed { tool: slug.get_value(), choice: one }));
                        }
                    >
                        {one.label()}
                    </button>
                }).collect_view()}
                <Show when=move || choice.get().is_some()>
                    <button
                        type="button"
                        class="quiet"
                        on:click=move |_| desk.send(Msg::Votes(VotesMsg::WithdrawPressed { tool: slug.get_value() }))
                    >
                        "Withdraw"
                    </button>
                </Show>
            </p>
            <p class="ballot-status" role="status">{move || status.get()}</p>
            <Way slug />
        </fieldset>
    }
}

/// The way to the public poll, where there is one.
#[component]
fn Way(slug: StoredValue<String>) -> impl IntoView {
    let desk = Desk::here();
    let unsent = desk.watch(move |state| slug.with_value(|slug| state.votes.unsent(slug)));
    let is_change = desk.watch(move |state| slug.with_value(|slug| state.votes.public.sent.contains_key(slug)));
    let busy = desk.watch(|state| state.votes.public.making.is_some());
    let stage = desk.watch(move |state| {
        let making = state.votes.public.making.as_ref()?;
        slug.with_value(|slug| *slug == making.tool).then(|| making.stage.clone())
    });
    let deliveries = desk.watch(move |state| {
        let sent = slug.with_value(|slug| state.votes.public.sent.get(slug));
        sent.map(|sent| sent.relays.iter().map(words::delivery).collect::<Vec<_>>()).unwrap_or_default()
    });
    let waits = desk.watch(move |state| {
        slug.with_value(|slug| state.votes.public.sent.get(slug)).is_some_and(|sent| sent.is_under_way())
    });
    let label = move || if is_change.get() { "Send the change" } else { "Send to the public poll" };
    view! {
        <Show when=move || unsent.get().is_some() && stage.read().is_none()>
            <button
                type="button"
                class="button"
                aria-disabled=move || busy.get().to_string()
                on:click=move |_| desk.send(Msg::Votes(VotesMsg::SendPressed { tool: slug.get_value() }))
            >
                {label}
            </button>
        </Show>
        <Show when=move || stage.read().is_some()>
            <div class="ballot-work">
                {move || stage.get().and_then(work)}
                <button type="button" class="quiet" on:click=move |_| desk.send(Msg::Votes(VotesMsg::StopPressed))>
                    "Cancel"
                </button>
            </div>
        </Show>
        <Show when=move || !deliveries.read().is_empty()>
            <ul class="ballot-relays">
                {move || deliveries.get().into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
            </ul>
        </Show>
        <Show when=move || waits.get()>
            <button type="button" class="quiet" on:click=move |_| desk.send(Msg::Votes(VotesMsg::HurryPressed))>
                "Try now"
            </button>
        </Show>
    }
}

/// How far the proof is. The average is no end: one may be lucky or not.
fn work(stage: VoteStage) -> Option<impl IntoView> {
    let VoteStage::Working { tries, expected } = stage else { return None };
    Some(view! {
        <progress aria-label="Proof of work" max=expected.to_string() value=tries.min(expected).to_string()></progress>
        <span class="figure-note">{words::work(tries, expected)}</span>
    })
}

fn side(state: &State, slug: &str) -> Option<&'static str> {
    let matchup = &state.review.as_ref()?.matchup;
    let at = matchup.comparison.tools.iter().position(|tool| tool.as_str() == slug)?;
    Some(matchup.tools.get(at)?.side.word())
}
