//! The policy in the words of other gateways, and the session's trace as a file.

use leptos::prelude::*;

use crate::console::{
    desk::Desk,
    message::{Msg, TraceForm},
    state::Gateway,
};
use crate::widgets::format::counted;

#[component]
pub fn Take() -> impl IntoView {
    view! {
        <PolicyElsewhere />
        <TraceFile />
    }
}

#[component]
fn PolicyElsewhere() -> impl IntoView {
    let desk = Desk::here();
    let taken = desk.watch(|state| state.taken);
    // Written anew only when the policy changes, not with every piece of an answer.
    let policy = desk.watch(|state| state.draft.policy.clone());
    let exported = Memo::new(move |_| taken.get().export(&policy.read()));
    let copied = desk.watch(|state| state.copied.filter(|(what, _)| *what == "policy"));
    let lost = move || counted(exported.read().not_expressed.len() as u32, "clause", "clauses");
    view! {
        <div class="console-part">
            <h3>"The policy for another gateway"</h3>
            <div class="what-if-ways" role="radiogroup" aria-label="Gateway">
                {Gateway::ALL.map(|gateway| view! {
                    <label class="tick"><input type="radio" name="taken" prop:checked=move || taken.get() == gateway
                        on:change=move |_| desk.send(Msg::GatewayPicked(gateway)) /><span>{gateway.label()}</span></label>
                }).collect_view()}
            </div>
            {move || exported.get().note.map(|note| view! { <p class="notice">{note}</p> })}
            <div class="policy-sides">
                <pre class="exported" tabindex="0" role="region" aria-label="The policy, exported" data-testid="exported">{move || exported.get().text}</pre>
                <div>
                    <p class="console-note">{lost}" it has no words for:"</p>
                    <ul class="lost">
                        {move || exported.get().not_expressed.into_iter().map(|clause| view! {
                            <li><code>{clause.path}</code>": "{clause.why}</li>
                        }).collect_view()}
                    </ul>
                </div>
            </div>
            <p class="take-ways">
                <button type="button" class="button" on:click=move |_| desk.send(Msg::SavePolicyPressed)>
                    {move || format!("Save {}", exported.read().file_name)}
                </button>
                <button type="button" class="button" on:click=move |_| {
                    desk.send(Msg::CopyPressed { what: "policy", text: exported.get_untracked().text });
                }>"Copy it"</button>
                <span role="status">{move || copied.get().map(|(_, succeeded)| if succeeded { "Copied." } else { "The browser does not let this page write to the clipboard." })}</span>
            </p>
        </div>
    }
}

#[component]
fn TraceFile() -> impl IntoView {
    let desk = Desk::here();
    let count = desk.watch(|state| state.requests.iter().filter(|request| request.route.outcome().is_some()).count());
    view! {
        <div class="console-part">
            <h3>"This visit as a trace"</h3>
            <p class="console-note">{move || counted(count.get() as u32, "request", "requests")}" so far. The simulator above opens such files again."</p>
            <p class="take-ways">
                <button type="button" class="button" on:click=move |_| desk.send(Msg::SaveTracePressed(TraceForm::OpenTelemetry))>"Save as OTLP JSON"</button>
                <button type="button" class="button" on:click=move |_| desk.send(Msg::SaveTracePressed(TraceForm::Own))>"Save as a trace for route simulate"</button>
            </p>
        </div>
    }
}
