//! The connection doctor's button, and what it found.

use leptos::prelude::*;

use crate::console::{
    desk::Desk,
    message::Msg,
    state::{Examined, State},
};

#[component]
pub fn Doctor(index: usize) -> impl IntoView {
    let desk = Desk::here();
    let found = desk.watch(move |state| found(state, index));
    view! {
        <button type="button" class="button" on:click=move |_| desk.send(Msg::ExaminePressed(index))>"Examine the connection"</button>
        <div role="status" aria-live="polite">
            {move || found.get().map(|examined| view! { <Report examined /> })}
        </div>
    }
}

fn found(state: &State, index: usize) -> Option<Examined> {
    let target = state.draft.policy.targets.get(index)?;
    state.examined.clone().filter(|examined| examined.target == target.name)
}

#[component]
fn Report(examined: Examined) -> impl IntoView {
    let desk = Desk::here();
    let copied = desk.watch(|state| state.copied.filter(|(what, _)| *what == "relay"));
    let Some(diagnosis) = examined.diagnosis else {
        return view! { <p class="doctor">"Asking in several ways."</p> }.into_any();
    };
    let relay = examined.relay.map(|relay| {
        let text = relay.clone();
        view! {
            <details class="console-file">
                <summary>"A relay to run on your own machine or server"</summary>
                <pre tabindex="0" role="region" aria-label="The relay’s program">{relay}</pre>
                <p class="take-ways">
                    <button type="button" class="button" on:click=move |_| {
                        desk.send(Msg::CopyPressed { what: "relay", text: text.clone() });
                    }>"Copy the relay"</button>
                    <span>{move || copied.get().map(|(_, succeeded)| if succeeded { "Copied." } else { "The clipboard is closed to this page." })}</span>
                </p>
            </details>
        }
    });
    view! {
        <div class="doctor" data-testid="diagnosis">
            <ul>
                {diagnosis.findings.into_iter().map(|finding| view! {
                    <li data-certainty=finding.certainty.word()>
                        <b>{finding.what}</b>" "{finding.fix}
                        <span class="certainty">" ("{finding.certainty.word()}")"</span>
                    </li>
                }).collect_view()}
            </ul>
            {relay}
        </div>
    }
    .into_any()
}
