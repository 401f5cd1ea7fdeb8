//! What came back: the answer with its clock, the waterfall behind it, and what to make of it.

use leptos::prelude::*;

use super::{
    doctor::Doctor,
    exchange::Exchanges,
    growing::{Growing, Words},
    side,
    waterfall::WaterfallChart,
};
use crate::console::{
    blocks,
    desk::Desk,
    message::Msg,
    state::{Request, RequestId, State, Way},
};
use crate::gateway::dialect::FailureClass;
use crate::gateway::router::Outcome;
use crate::widgets::format;

#[component]
pub fn Answers() -> impl IntoView {
    let desk = Desk::here();
    let ids = desk.watch(|state| state.shown().iter().map(|request| request.id).collect::<Vec<_>>());
    view! {
        <div class="answers">
            <For each=move || ids.get() key=|id| *id children=|id| view! { <Answer id /> } />
        </div>
    }
}

/// The piece of the state that one answer is drawn from.
fn of<T: PartialEq + Default + Send + Sync + 'static>(
    desk: Desk,
    id: RequestId,
    read: fn(&State, &Request) -> T,
) -> Memo<T> {
    desk.watch(move |state| state.request(id).map(|request| read(state, request)).unwrap_or_default())
}

#[component]
fn Answer(id: RequestId) -> impl IntoView {
    let desk = Desk::here();
    let title = of(desk, id, |_, request| title(request));
    let begun = of(desk, id, |_, request| begun(request));
    let unseen = of(desk, id, |_, request| unseen(request));
    let state = of(desk, id, |_, request| word(request));
    let hue = of(desk, id, |_, request| hue(request));
    let clock = of(desk, id, |state, request| format::clock(request.t_end().unwrap_or(state.now) - request.t_start));
    let verdict = of(desk, id, |_, request| verdict(request));
    let doubts = of(desk, id, |_, request| doubts(request));
    let next = of(desk, id, |_, request| continue_on(request));
    let unreachable = of(desk, id, unreachable);
    view! {
        <article class="reply" data-side=move || hue.get() data-state=move || state.get()>
            <p class="reply-head">
                <span class="reply-title">{move || title.get()}</span>
                <span class="reply-clock" aria-hidden="true">{move || clock.get()}</span>
            </p>
            <p class="reply-answer" data-testid="answer">{move || begun.get()}<Growing id words=Words::Answer /></p>
            {move || unseen.get().map(|note| view! { <p class="console-note">{note}</p> })}
            <p class="reply-verdict" data-testid="verdict">{move || verdict.get()}</p>
            <ul class="doubts">
                {move || doubts.get().into_iter().map(|doubt| view! { <li>{doubt}</li> }).collect_view()}
            </ul>
            {move || next.get().map(|label| view! {
                <button type="button" class="button" on:click=move |_| desk.send(Msg::ContinuePressed(id))>{label}</button>
            })}
            {move || unreachable.get().map(|index| view! { <Doctor index /> })}
            <WaterfallChart id />
            <Exchanges id />
        </article>
    }
}

fn title(request: &Request) -> String {
    let name = |place: usize| request.targets.get(place).map_or("", |target| target.name.as_str());
    match request.way {
        Way::Policy => format!("Request {}, by the policy", request.id),
        Way::Only(place) => name(place).to_owned(),
        Way::Continue { from } => {
            let place = request.exchanges.first().map_or(0, |exchange| exchange.target);
            format!("Request {from}, continued on {}", name(place))
        }
    }
}

/// What an answer continues; in the tab the model begins anew.
fn begun(request: &Request) -> Option<String> {
    let (_, exchange) = request.answer()?;
    let anew = request.targets.get(exchange.target).is_some_and(|target| target.is_on_device());
    let begun = request.ask.continue_from.as_ref().filter(|_| !anew)?;
    Some(begun[..begun.floor_char_boundary(blocks::SHOWN)].to_owned())
}

/// How much of an answer is not on the page.
fn unseen(request: &Request) -> Option<String> {
    let bytes = request.answer().map_or(0, |(_, exchange)| exchange.answer.len());
    let shown = blocks::SHOWN;
    (bytes > shown).then(|| {
        format!("Only the beginning is shown: {} of {}.", format::bytes(shown as u64), format::bytes(bytes as u64))
    })
}

fn word(request: &Request) -> &'static str {
    match request.route.outcome() {
        None => "running",
        Some(Outcome::Answered { .. }) => "answered",
        Some(Outcome::Incomplete { .. }) => "incomplete",
        Some(Outcome::Failed { .. } | Outcome::Refused) => "failed",
        Some(Outcome::Cancelled) => "stopped",
    }
}

fn hue(request: &Request) -> &'static str {
    let place = request.answer().map(|(_, exchange)| exchange.target);
    let place = place.or_else(|| request.exchanges.last().map(|exchange| exchange.target));
    side(place.and_then(|place| request.targets.get(place)).is_some_and(|target| target.is_on_device()))
}

/// How it ended, in a sentence or a few.
pub fn verdict(request: &Request) -> String {
    let attempts = request.route.attempts();
    let name = |attempt: usize| attempts.get(attempt).map_or("", |attempt| attempt.target.as_str());
    match request.route.outcome() {
        None => String::new(),
        Some(Outcome::Answered { attempt }) => {
            let record = &attempts[*attempt];
            let first = record.t_first_content.map_or(0.0, |time| time - request.t_start);
            let tries = match attempts.len() as u32 {
                1 => String::from("at the first try"),
                tries => format!("after {}", format::counted(tries - 1, "other attempt", "other attempts")),
            };
            let cost = format::dollars(attempts.iter().map(crate::gateway::trace::Attempt::cost_usd).sum());
            format!("{} answered {tries}; first word after {}, cost {cost}.", name(*attempt), format::duration(first))
        }
        Some(Outcome::Incomplete { attempt, class, .. }) => format!(
            "{} broke off ({}). What is here is only the beginning.",
            name(*attempt),
            class.name().replace('_', " ")
        ),
        Some(Outcome::Failed { .. }) => format!("Nobody answered. {}", all_failures(request)),
        Some(Outcome::Refused) => "No target could be asked; the reasons stand below.".into(),
        Some(Outcome::Cancelled) => "Stopped.".into(),
    }
}

fn all_failures(request: &Request) -> String {
    let said = request.route.attempts().iter().map(|attempt| {
        let status = attempt.status.map_or(String::new(), |status| format!(" {status}"));
        let why = attempt.error_message.as_deref().unwrap_or("no reason given");
        format!("{}{status}: {why}", attempt.target)
    });
    said.collect::<Vec<_>>().join(" ")
}

fn doubts(request: &Request) -> Vec<String> {
    let of_exchanges = request.exchanges.iter().flat_map(|exchange| &exchange.doubts).map(ToString::to_string);
    let of_route = crate::gateway::truth::client_errors(request.route.attempts());
    of_exchanges.chain(of_route.iter().map(ToString::to_string)).collect()
}

/// The target that gave no answer at all, if it is still in the policy and nobody else answered.
fn unreachable(state: &State, request: &Request) -> Option<usize> {
    let silent = FailureClass::Network.name();
    let Some(Outcome::Failed { .. }) = request.route.outcome() else { return None };
    let attempt = request.route.attempts().iter().find(|attempt| attempt.error_type.as_deref() == Some(silent))?;
    state.draft.policy.targets.iter().position(|target| target.name == attempt.target)
}

fn continue_on(request: &Request) -> Option<String> {
    let Some(Outcome::Incomplete { continue_on: Some(place), .. }) = request.route.outcome() else { return None };
    let target = request.targets.get(*place)?;
    Some(if target.is_on_device() {
        format!("Ask {} from the start", target.name)
    } else {
        format!("Continue on {}", target.name)
    })
}
