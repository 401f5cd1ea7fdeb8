//! One claim with its instrument.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    message::Msg,
    state::{CheckResult, CheckState},
};
use crate::comparison::{Check, CheckKind};

/// The claim as a button; below it what came of pressing it.
pub fn live_check(check: Check) -> AnyView {
    let desk = Desk::here();
    let kind = check.kind;
    let state = desk.watch(move |state| state.review.as_ref()?.checks.get(&kind).cloned());
    let holds = move || match state.get() {
        Some(CheckState::Settled(CheckResult::Measured { holds, .. })) => Some(if holds { "yes" } else { "no" }),
        _ => None,
    };
    view! {
        <div class="check" data-holds=holds>
            <p class="check-claim">{check.says}</p>
            {instrument(kind)}
            <p class="check-state" role="status">{move || said(state.get())}</p>
        </div>
    }
    .into_any()
}

/// What to press for a measurement.
fn instrument(kind: CheckKind) -> AnyView {
    let desk = Desk::here();
    match kind {
        CheckKind::FallsBackByItself => {
            view! { <a class="quiet" href="gateway/#outage">"Run an outage in the console"</a> }.into_any()
        }
        CheckKind::FitsUnderTwoGigabytes | CheckKind::RunsWithoutNetwork => view! {
            <button type="button" class="quiet" on:click=move |_| desk.send(Msg::CheckPressed(kind))>
                "Check it here"
            </button>
        }
        .into_any(),
    }
}

fn said(state: Option<CheckState>) -> String {
    match state {
        None => "Not checked yet".into(),
        Some(CheckState::Measuring) => "Measuring.".into(),
        Some(CheckState::Settled(CheckResult::Measured { holds, value, when })) => {
            let verdict = if holds { "It holds" } else { "It does not hold" };
            format!("Checked on your device: {value}. {verdict}. {when}")
        }
        Some(CheckState::Settled(CheckResult::Impossible(why))) => why,
    }
}
