//! The rules that most visitors change; the rest of them is in the JSON.

use leptos::prelude::*;

use crate::console::{
    desk::Desk,
    message::{Msg, Rule},
};
use crate::gateway::policy::Order;

/// The orders, in the words of the picker.
const ORDERS: [(Order, &str); 4] = [
    (Order::AsListed, "as listed"),
    (Order::Cost, "cheapest first"),
    (Order::TimeToFirstToken, "quickest first word first"),
    (Order::Throughput, "most tokens per second first"),
];

#[component]
pub fn Rules() -> impl IntoView {
    let desk = Desk::here();
    let order = desk.watch(|state| state.draft.policy.order);
    let attempts = desk.watch(|state| state.draft.policy.retry.attempts.to_string());
    let hedge = desk.watch(|state| text(state.draft.policy.hedge.map(|hedge| hedge.after_ms)));
    let request = desk.watch(|state| text(state.draft.policy.budget.per_request_usd));
    let session = desk.watch(|state| text(state.draft.policy.budget.per_session_usd));
    let edit = move |rule| desk.send(Msg::RuleEdited(rule));
    let pick = move |event| {
        let name = event_target_value(&event);
        if let Some((order, _)) = ORDERS.into_iter().find(|(_, label)| *label == name) {
            edit(Rule::Order(order));
        }
    };
    view! {
        <div class="rules">
            <label>"Asked "
                <select on:change=pick>
                    {ORDERS.map(|(one, label)| view! { <option value=label selected=move || order.get() == one>{label}</option> }).collect_view()}
                </select>
            </label>
            <Figure label="tries per target" value=attempts on_edit=move |text| edit(Rule::Attempts(text)) />
            <Figure label="ms without a word until a second one is asked, too" value=hedge on_edit=move |text| edit(Rule::Hedge(text)) />
            <Figure label="dollars at most per request" value=request on_edit=move |text| edit(Rule::PerRequest(text)) />
            <Figure label="dollars at most per visit" value=session on_edit=move |text| edit(Rule::PerSession(text)) />
        </div>
    }
}

fn text(figure: Option<f64>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

#[component]
fn Figure(label: &'static str, value: Memo<String>, on_edit: impl Fn(String) + 'static) -> impl IntoView {
    view! {
        <label class="rule">
            <input type="text" inputmode="decimal" placeholder="–" prop:value=move || value.get()
                on:change=move |event| on_edit(event_target_value(&event)) />
            {label}
        </label>
    }
}
