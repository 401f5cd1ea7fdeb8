//! The whole policy as JSON, and what the linter says of it.

use leptos::prelude::*;

use crate::console::{desk::Desk, message::Msg};
use crate::gateway::policy::Severity;
use crate::widgets::format::counted;

#[component]
pub fn PolicyText() -> impl IntoView {
    let desk = Desk::here();
    let text = desk.watch(|state| state.draft.text.clone());
    let problem = desk.watch(|state| state.draft.problem.clone());
    let findings = desk.watch(|state| state.draft.findings.clone());
    let sum = move || match (problem.read().is_some(), findings.read().len() as u32) {
        (true, _) => "can’t be read".into(),
        (false, 0) => "nothing to find fault with".into(),
        (false, count) => counted(count, "finding", "findings"),
    };
    view! {
        <details class="policy">
            <summary>"The policy as JSON: "{sum}</summary>
            <div class="policy-sides">
                <label>
                    <span class="unseen">"The policy as JSON"</span>
                    <textarea
                        class="policy-text"
                        rows="24"
                        spellcheck="false"
                        prop:value=move || text.get()
                        on:input=move |event| desk.send(Msg::PolicyTyped(event_target_value(&event)))
                        on:change=move |_| desk.send(Msg::PolicyCommitted)
                    ></textarea>
                </label>
                <div class="findings" aria-live="polite">
                    {move || problem.get().map(|problem| view! {
                        <p class="finding" data-severity="error">{problem}" Requests go by the last policy that could be read."</p>
                    })}
                    <ul>
                        {move || findings.get().into_iter().map(|finding| {
                            let severity = match finding.severity {
                                Severity::Error => "error",
                                Severity::Warning => "warning",
                            };
                            view! {
                                <li class="finding" data-severity=severity>
                                    <code>{finding.path}</code>": "{finding.message}" "{finding.remedy}
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                </div>
            </div>
        </details>
    }
}
