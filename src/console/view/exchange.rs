//! The inspector: what went over the wire in each attempt, and what came back. No key, no picture.

use leptos::prelude::*;

use super::growing::{Growing, Words};
use crate::console::{
    desk::Desk,
    inspect::Sent,
    message::Msg,
    state::{Exchange, RequestId, State},
};
use crate::gateway::dialect::Usage;
use crate::gateway::trace::Attempt;
use crate::widgets::format;

#[component]
pub fn Exchanges(id: RequestId) -> impl IntoView {
    let desk = Desk::here();
    let count = desk.watch(move |state| state.request(id).map_or(0, |request| request.exchanges.len()));
    view! {
        <div class="exchanges">
            <For each=move || 0..count.get() key=|attempt| *attempt children=move |attempt| view! { <Inspector id attempt /> } />
        </div>
    }
}

#[component]
fn Inspector(id: RequestId, attempt: usize) -> impl IntoView {
    let desk = Desk::here();
    let record =
        desk.watch(move |state| state.request(id).and_then(|request| request.route.attempts().get(attempt).cloned()));
    // Never the words themselves: this is compared with every piece of an answer.
    let about =
        move |read: fn(&Exchange) -> bool| desk.watch(move |state| exchange(state, id, attempt).is_some_and(read));
    let (has_sent, has_thought) = (about(|one| one.sent.is_some()), about(|one| !one.thinking.is_empty()));
    let usage = desk.watch(move |state| Some(exchange(state, id, attempt)?.reply.as_ref()?.usage));
    let copied = desk.watch(|state| state.copied.filter(|(what, _)| *what == "curl"));
    // Long texts are drawn only for those who look.
    let (open, set_open) = signal(false);
    view! {
        <details class="exchange" on:toggle=move |_| set_open.update(|open| *open = !*open)>
            <summary>
                "Attempt "{attempt + 1}", "{move || record.get().map(|record| headline(&record))}
            </summary>
            <Show when=move || open.get()>
                <div class="exchange-sides">
                    <div>{move || {
                        let _ = has_sent.get();
                        request_side(desk.look(|state| exchange(state, id, attempt).and_then(|one| one.sent.clone())))
                    }}</div>
                    <div>
                        <h4>"Received"</h4>
                        <dl class="facts">
                            {move || record.get().map(|record| facts(&record, usage.get()).into_iter().map(|(name, value)| view! {
                                <div><dt>{name}</dt><dd>{value}</dd></div>
                            }).collect_view())}
                        </dl>
                        <Show when=move || has_thought.get()>
                            <h4>"Thinking"</h4>
                            <pre tabindex="0" role="region" aria-label="The thinking"><Growing id words=Words::Thinking(attempt) /></pre>
                        </Show>
                        <pre tabindex="0" role="region" aria-label="The response"><Growing id words=Words::Raw(attempt) /></pre>
                    </div>
                </div>
                <Show when=move || has_sent.get()>
                    <p class="take-ways">
                        <button type="button" class="button"
                            on:click=move |_| desk.send(Msg::CurlPressed { request: id, attempt })>"Copy as curl, without the key"</button>
                        <span role="status">{move || copied.get().map(|(_, succeeded)| if succeeded { "Copied." } else { "It can’t be copied: the clipboard is closed, or the picture is no longer here." })}</span>
                    </p>
                </Show>
            </Show>
        </details>
    }
}

fn headline(record: &Attempt) -> String {
    let status = record.status.map_or(String::new(), |status| format!(", status {status}"));
    format!("{}{status}", record.target)
}

fn exchange(state: &State, id: RequestId, attempt: usize) -> Option<&Exchange> {
    state.request(id)?.exchanges.get(attempt)
}

fn request_side(sent: Option<Sent>) -> impl IntoView {
    match sent {
        Some(sent) => {
            let headers: String = sent.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
            let bytes = format::bytes(sent.bytes);
            view! {
                <h4>"Sent, "{bytes}</h4>
                <pre tabindex="0" role="region" aria-label="The request">{format!("POST {}\n{headers}\n{}", sent.url, sent.body)}</pre>
            }
            .into_any()
        }
        None => view! { <h4>"Sent"</h4><p>"Nothing: the model runs in this tab."</p> }.into_any(),
    }
}

/// What is known of an attempt; what nobody said is left out.
fn facts(record: &Attempt, usage: Option<Usage>) -> Vec<(&'static str, String)> {
    let start = record.t_start.unwrap_or(0.0);
    let since = |time: Option<f64>| time.map(|time| format::duration(time - start));
    let tokens = |count: Option<u64>| count.map(|count| count.to_string());
    let usage = usage.unwrap_or_default();
    let all = [
        ("error", record.error_message.clone()),
        ("status after", since(record.t_headers)),
        ("first word after", since(record.t_first_content)),
        ("end after", since(record.t_last)),
        ("served by", record.provider.clone()),
        ("model asked for", record.requested_model.clone()),
        ("model that served", record.served_model.clone()),
        ("tokens in", tokens(record.input_tokens)),
        ("of them cached", tokens(record.cached_tokens.or(usage.cached_tokens))),
        ("tokens out", tokens(record.output_tokens)),
        ("thinking tokens", tokens(record.reasoning_tokens)),
        ("cost, reported", record.cost_reported.map(format::dollars)),
        ("cost, by the price table", record.cost_estimated.map(format::dollars)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
