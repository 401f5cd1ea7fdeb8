//! The simulator: every change runs it again, because a run takes a few milliseconds.

use crate::console::effect::Effect;
use crate::console::link;
use crate::console::message::{OutageField, Simulated};
use crate::console::record;
use crate::console::state::{Rules, Runs, Source, State, first_window};
use crate::gateway::policy::Policy;
use crate::gateway::simulator::{Outage, OutageWindow, simulate_within};
use crate::gateway::trace::{Trace, from_otlp};

/// Of one run. The page stands still meanwhile, so it is a fraction of a second's worth.
const MOST_STEPS: usize = 100_000;

pub fn changed(state: &mut State, change: Simulated) -> Vec<Effect> {
    let what_if = &mut state.what_if;
    match change {
        Simulated::SampleArrived { trace, policy } => {
            what_if.sample = Trace::read(&trace).ok();
            what_if.sample_policy = Policy::read(&policy).ok();
        }
        Simulated::SourcePicked(source) => what_if.source = source,
        Simulated::RulesPicked(rules) => what_if.rules = rules,
        Simulated::SeedEdited(text) => {
            if let Ok(seed) = text.trim().parse() {
                what_if.seed = seed;
            }
        }
        Simulated::OutageAdded(kind) => {
            let first = targets(state).into_iter().next().unwrap_or_else(|| "*".into());
            state.what_if.outage.outages.push(first_window(kind, first));
        }
        Simulated::OutageRemoved(at) if at < what_if.outage.outages.len() => {
            what_if.outage.outages.remove(at);
        }
        Simulated::OutageRemoved(_) => {}
        Simulated::OutageEdited { at, field } => {
            if let Some(window) = what_if.outage.outages.get_mut(at) {
                edit(window, field);
            }
        }
        Simulated::LinkTaken => {
            if let Some(policy) = what_if.linked.take() {
                what_if.rules = Rules::Draft;
                state.draft.edit(|draft| *draft = policy);
            }
        }
        Simulated::FileRefused(why) => what_if.problem = Some(why),
        Simulated::FileOpened { name, text } => open(state, name, &text),
    }
    run(state);
    Vec::new()
}

/// Runs the requests twice, calm and broken, if there is anything to run.
pub fn run(state: &mut State) {
    state.what_if.runs = match (trace(state), policy(state)) {
        (Some(trace), Some(policy)) if !trace.requests.is_empty() => {
            let run = |outage: &Outage| simulate_within(policy, &trace, outage, state.what_if.seed, MOST_STEPS);
            let runs = run(&Outage::default()).and_then(|calm| Ok(Runs { calm, broken: run(&state.what_if.outage)? }));
            Some(runs.map_err(|error| format!("{error} {}", error.remedy())))
        }
        _ => None,
    };
}

/// The names that outages can concern.
pub fn targets(state: &State) -> Vec<String> {
    policy(state).map_or_else(Vec::new, |policy| policy.targets.iter().map(|target| target.name.clone()).collect())
}

/// The requests that are run.
pub fn trace(state: &State) -> Option<Trace> {
    match state.what_if.source {
        Source::Sample => state.what_if.sample.clone(),
        Source::Visit => Some(record::trace(state)),
        Source::File => state.what_if.file.as_ref().map(|(_, trace)| trace.clone()),
    }
}

pub fn share(state: &State) -> Vec<Effect> {
    link::written(state).map(|fragment| Effect::CopyLink { fragment }).into_iter().collect()
}

fn policy(state: &State) -> Option<&Policy> {
    match state.what_if.rules {
        Rules::Sample => state.what_if.sample_policy.as_ref(),
        Rules::Draft => Some(&state.draft.policy),
        Rules::Link => state.what_if.linked.as_ref(),
    }
}

/// What is no number leaves the field as it was; an empty end means for ever.
fn edit(window: &mut OutageWindow, field: OutageField) {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    match field {
        OutageField::Target(target) => window.target = target,
        OutageField::From(text) => window.from_ms = number(&text).map_or(window.from_ms, |seconds| seconds * 1e3),
        OutageField::Until(text) if text.trim().is_empty() => window.until_ms = None,
        OutageField::Until(text) => {
            window.until_ms = number(&text).map(|seconds| seconds * 1e3).or(window.until_ms);
        }
        OutageField::Share(text) => {
            window.probability = number(&text).map_or(window.probability, |percent| (percent / 100.0).min(1.0));
        }
    }
}

/// A trace, a trace as OTLP JSON, or a file of outages.
fn open(state: &mut State, name: String, text: &str) {
    let what_if = &mut state.what_if;
    what_if.problem = None;
    let read = match kind_of(text) {
        Kind::Outages => Outage::read(text).map(|outage| what_if.outage = outage),
        kind => {
            let read = if kind == Kind::Spans { from_otlp(text) } else { Trace::read(text) };
            read.map(|trace| {
                what_if.file = Some((name.clone(), trace));
                what_if.source = Source::File;
            })
        }
    };
    what_if.problem = read.err().map(|error| format!("{name}: {error} {}", error.remedy()));
}

#[derive(PartialEq)]
enum Kind {
    Outages,
    Spans,
    Trace,
}

/// What a file means to be, by the name of its list, so that its own mistake is told and not another kind's.
fn kind_of(text: &str) -> Kind {
    let first = [("\"outages\"", Kind::Outages), ("\"resourceSpans\"", Kind::Spans), ("\"requests\"", Kind::Trace)];
    let found = first.into_iter().filter_map(|(name, kind)| Some((text.find(name)?, kind)));
    found.min_by_key(|(at, _)| *at).map_or(Kind::Trace, |(_, kind)| kind)
}
