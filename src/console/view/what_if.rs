//! The simulator: which requests, under which policy, with what broken; and what comes of it.

use leptos::prelude::*;

use super::waterfall::Rows;
use crate::console::{
    desk::Desk,
    message::{Msg, OutageField, Simulated},
    run,
    state::{KINDS, Rules, Runs, Source, WhatIf, kind_label},
    update::what_if,
    waterfall::Waterfall,
};
use crate::gateway::simulator::{OutageWindow, Simulation};
use crate::widgets::{FileButton, format};

#[component]
pub fn Simulator() -> impl IntoView {
    view! {
        <Settings />
        <Outages />
        <Result />
    }
}

#[component]
fn Settings() -> impl IntoView {
    let desk = Desk::here();
    let source = desk.watch(|state| state.what_if.source);
    let rules = desk.watch(|state| state.what_if.rules);
    let seed = desk.watch(|state| state.what_if.seed);
    let file = desk.watch(|state| state.what_if.file.as_ref().map(|(name, _)| name.clone()));
    let problem = desk.watch(|state| state.what_if.problem.clone());
    let provenance = desk.watch(|state| what_if::trace(state).as_ref().map(WhatIf::provenance));
    let is_linked = desk.watch(|state| state.what_if.linked.is_some());
    let pick = move |change| desk.send(Msg::Simulated(change));
    view! {
        <div class="what-if-form">
            <div class="what-if-ways" role="radiogroup" aria-label="Requests">
                <span class="field-title" aria-hidden="true">"Requests"</span>
                <Choice name="source" label="the sample" checked=Signal::derive(move || source.get() == Source::Sample)
                    on_pick=move || pick(Simulated::SourcePicked(Source::Sample)) />
                <Choice name="source" label="this visit’s" checked=Signal::derive(move || source.get() == Source::Visit)
                    on_pick=move || pick(Simulated::SourcePicked(Source::Visit)) />
                {move || file.get().map(|name| view! {
                    <Choice name="source" label=name checked=Signal::derive(move || source.get() == Source::File)
                        on_pick=move || pick(Simulated::SourcePicked(Source::File)) />
                })}
                <FileButton id="trace-file" label="Open a trace or outages" accept=".json,application/json"
                    on_files=move |files| run::open_file(desk, files) />
            </div>
            <p class="console-note" data-testid="provenance">{move || provenance.get()}</p>
            <div role="alert">{move || problem.get().map(|problem| view! { <p class="notice">{problem}</p> })}</div>
            <div class="what-if-ways" role="radiogroup" aria-label="Policy">
                <span class="field-title" aria-hidden="true">"Policy"</span>
                <Choice name="rules" label="the sample’s" checked=Signal::derive(move || rules.get() == Rules::Sample)
                    on_pick=move || pick(Simulated::RulesPicked(Rules::Sample)) />
                <Choice name="rules" label="yours, from above" checked=Signal::derive(move || rules.get() == Rules::Draft)
                    on_pick=move || pick(Simulated::RulesPicked(Rules::Draft)) />
                <Show when=move || is_linked.get()>
                    <Choice name="rules" label="the link’s" checked=Signal::derive(move || rules.get() == Rules::Link)
                        on_pick=move || pick(Simulated::RulesPicked(Rules::Link)) />
                </Show>
                <label class="field seed">"Seed "
                    <input type="text" inputmode="numeric" prop:value=move || seed.get().to_string()
                        on:change=move |event| pick(Simulated::SeedEdited(event_target_value(&event))) />
                </label>
            </div>
            <Show when=move || is_linked.get()><Linked /></Show>
        </div>
    }
}

/// A policy that came with the page's address: whom it would reach, said before it is taken over.
#[component]
fn Linked() -> impl IntoView {
    let desk = Desk::here();
    let hosts = desk.watch(|state| state.what_if.linked_hosts().join(", "));
    view! {
        <p class="console-note" data-testid="linked">
            "The link brings a policy of its own. Only the simulator uses it: your policy and your keys are as they were. \
             If you take it over, it replaces your policy, your questions and pictures go to these addresses, and keys for \
             others are forgotten with the next question."
        </p>
        <p class="take-ways">
            <button type="button" class="button" on:click=move |_| desk.send(Msg::Simulated(Simulated::LinkTaken))>
                {move || format!("Take it over and send to {}", hosts.get())}
            </button>
        </p>
    }
}

#[component]
fn Choice(
    name: &'static str,
    #[prop(into)] label: String,
    checked: Signal<bool>,
    on_pick: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <label class="tick"><input type="radio" name=name prop:checked=move || checked.get() on:change=move |_| on_pick() />
            <span>{label}</span></label>
    }
}

#[component]
fn Outages() -> impl IntoView {
    let desk = Desk::here();
    let count = desk.watch(|state| state.what_if.outage.outages.len());
    view! {
        <fieldset class="outages">
            <legend class="field-title">"What breaks"</legend>
            <ul>
                <For each=move || 0..count.get() key=|at| *at children=|at| view! { <OutageRow at /> } />
            </ul>
            <div class="what-if-ways">
                <span>"Add a"</span>
                {KINDS.map(|kind| view! {
                    <button type="button" class="suggestion"
                        on:click=move |_| desk.send(Msg::Simulated(Simulated::OutageAdded(kind)))>{kind_label(kind)}</button>
                }).collect_view()}
            </div>
        </fieldset>
    }
}

#[component]
fn OutageRow(at: usize) -> impl IntoView {
    let desk = Desk::here();
    let window = desk.watch(move |state| state.what_if.outage.outages.get(at).cloned());
    let targets = desk.watch(what_if::targets);
    let edit = move |field| desk.send(Msg::Simulated(Simulated::OutageEdited { at, field }));
    let text = move |read: fn(&OutageWindow) -> String| move || window.read().as_ref().map(read).unwrap_or_default();
    let chosen = move |name: String| move || window.read().as_ref().is_some_and(|window| window.target == name);
    view! {
        <li class="what-if-ways outage">
            <b>{text(|window| kind_label(window.kind).to_owned())}</b>
            <label>"of "
                <select on:change=move |event| edit(OutageField::Target(event_target_value(&event)))>
                    <option value="*" selected=chosen("*".into())>"every endpoint"</option>
                    {move || targets.get().into_iter().map(|name| view! {
                        <option value=name.clone() selected=chosen(name.clone())>{name.clone()}</option>
                    }).collect_view()}
                </select>
            </label>
            <label class="field">"from second "
                <input type="text" inputmode="decimal" prop:value=text(|window| (window.from_ms / 1e3).to_string())
                    on:change=move |event| edit(OutageField::From(event_target_value(&event))) /></label>
            <label class="field">"until "
                <input type="text" inputmode="decimal" placeholder="the end"
                    prop:value=text(|window| window.until_ms.map_or(String::new(), |until| (until / 1e3).to_string()))
                    on:change=move |event| edit(OutageField::Until(event_target_value(&event))) /></label>
            <label class="field">"in per cent of attempts "
                <input type="text" inputmode="decimal" prop:value=text(|window| (window.probability * 100.0).to_string())
                    on:change=move |event| edit(OutageField::Share(event_target_value(&event))) /></label>
            <button type="button" class="quiet"
                on:click=move |_| desk.send(Msg::Simulated(Simulated::OutageRemoved(at)))>"Remove it"</button>
        </li>
    }
}

#[component]
fn Result() -> impl IntoView {
    let desk = Desk::here();
    let runs = desk.watch(|state| state.what_if.runs.clone());
    let shares = desk.watch(|state| state.what_if.source == Source::Sample);
    let copied = desk.watch(|state| state.copied.filter(|(what, _)| *what == "link"));
    view! {
        <div aria-live="polite" class="console-part">
            {move || match runs.get() {
                None => view! { <p class="console-note">"Nothing to run again yet."</p> }.into_any(),
                Some(Err(why)) => view! { <p class="notice">{why}</p> }.into_any(),
                Some(Ok(runs)) => view! { <Comparison runs=runs.clone() /><Replay simulation=runs.broken /> }.into_any(),
            }}
        </div>
        <Show when=move || shares.get()>
            <p class="take-ways">
                <button type="button" class="button" on:click=move |_| desk.send(Msg::LinkPressed)>"Copy a link to this run"</button>
                <span role="status">{move || copied.get().map(|(_, succeeded)| if succeeded {
                    "Copied. Whoever opens it gets the same figures."
                } else {
                    "The browser does not let this page write to the clipboard; the link stands in the address bar."
                })}</span>
            </p>
        </Show>
    }
}

#[component]
fn Comparison(runs: Runs) -> impl IntoView {
    let time = |ms: Option<f64>| ms.map_or("–".into(), format::duration);
    let row = |label: &'static str, read: &dyn Fn(&Simulation) -> String| {
        let (calm, broken) = (read(&runs.calm), read(&runs.broken));
        view! { <tr><th scope="row">{label}</th><td>{calm}</td><td>{broken}</td></tr> }
    };
    view! {
        <table class="console-table what-if-table">
            <caption>{format!("{} requests, run again", runs.calm.requests)}</caption>
            <thead><tr>
                <th scope="col">"Simulated"</th>
                <th scope="col">"As it was"</th>
                <th scope="col">"With what breaks"</th>
            </tr></thead>
            <tbody>
                {row("Answered", &|run| format!("{:.1}\u{a0}%", run.success_percent))}
                {row("First word, median", &|run| time(run.p50_ttft_ms))}
                {row("First word, 95 of 100 within", &|run| time(run.p95_ttft_ms))}
                {row("Attempts", &|run| run.attempts.len().to_string())}
                {row("Cost", &|run| format::dollars(run.cost_usd))}
                {row("Of it wasted", &|run| format::dollars(run.wasted_usd))}
            </tbody>
        </table>
    }
}

/// Every request of the run on its own axis, for those who want to see the decisions.
#[component]
fn Replay(simulation: Simulation) -> impl IntoView {
    let (open, set_open) = signal(false);
    view! {
        <details class="console-file" on:toggle=move |_| set_open.update(|open| *open = !*open)>
            <summary>"Every request of the run with what breaks"</summary>
            <Show when=move || open.get()>
                {simulation.routes.iter().map(|route| view! {
                    <div class="replay">
                        <h4>{route.id.clone()}</h4>
                        <Rows chart=Waterfall::of_attempts(&route.attempts) />
                    </div>
                }).collect_view()}
            </Show>
        </details>
    }
}
