//! The comparison: filters, live checks, the month's bill, taking it away.

use std::collections::HashMap;

use crate::app::{
    effect::Effect,
    message::ExportForm,
    state::{CheckResult, CheckState, Month, Review, State, medium_pair},
};
use crate::comparison::{
    CheckKind, Matchup,
    export::{Export, Measurement, MonthlyBill, markdown},
    pricing::{Field, Usage, from_query, to_query},
    role_key, roles,
};
use crate::engine::protocol::Origin;

const ROLE: &str = "role";

pub fn arrived(state: &mut State, matchup: Matchup, query: &[(String, String)]) -> Vec<Effect> {
    let keys: Vec<_> = roles(&matchup.tools).into_iter().map(role_key).collect();
    let role = query.iter().find(|(key, _)| key == ROLE).map(|(_, role)| role.clone());
    let pairs = || query.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let month = matchup.comparison.pricing.clone().map(|defaults| Month {
        usage: from_query(pairs(), Usage::from(&defaults)),
        defaults,
        drafts: HashMap::new(),
        reading: None,
    });
    let role = role.filter(|role| keys.contains(role));
    state.review = Some(Review { matchup, role, checks: HashMap::new(), month, link_copied: None });
    Vec::new()
}

pub fn role_picked(state: &mut State, role: Option<String>) -> Vec<Effect> {
    change(state, |review| review.role = role)
}

pub fn month_edited(state: &mut State, field: Field, text: String) -> Vec<Effect> {
    change(state, |review| {
        let Some(month) = &mut review.month else { return };
        match field.parse(&text) {
            Ok(value) => {
                month.drafts.remove(&field);
                field.set(&mut month.usage, value);
            }
            // What was typed stays where it was typed, beside the reason; the bill keeps the last good figure.
            Err(reason) => {
                month.drafts.insert(field, (text, reason));
            }
        }
    })
}

pub fn month_reset(state: &mut State) -> Vec<Effect> {
    change(state, |review| {
        let Some(month) = &mut review.month else { return };
        month.usage = Usage::from(&month.defaults);
        month.drafts.clear();
        month.reading = None;
    })
}

pub fn reading_moved(state: &mut State, part: f64) -> Vec<Effect> {
    if let Some(month) = state.review.as_mut().and_then(|review| review.month.as_mut()) {
        month.reading = Some(part.clamp(0.0, 100.0));
    }
    Vec::new()
}

pub fn link_copied(state: &mut State, succeeded: bool) -> Vec<Effect> {
    if let Some(review) = &mut state.review {
        review.link_copied = Some(succeeded);
    }
    Vec::new()
}

/// Changes what can be shared, and says so in the page's address.
fn change(state: &mut State, change: impl FnOnce(&mut Review)) -> Vec<Effect> {
    let Some(review) = &mut state.review else { return Vec::new() };
    change(review);
    review.link_copied = None;
    let mut query: Vec<_> = review.role.iter().map(|role| (ROLE.to_owned(), role.clone())).collect();
    if let Some(month) = &review.month {
        let pairs = to_query(&month.usage, &Usage::from(&month.defaults));
        query.extend(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    vec![Effect::WriteQuery(query)]
}

pub fn check_pressed(state: &mut State, kind: CheckKind) -> Vec<Effect> {
    let effect = match kind {
        CheckKind::FitsUnderTwoGigabytes => Effect::MeasureLength { kind, addresses: medium_pair(&state.hub).into() },
        CheckKind::RunsWithoutNetwork => match state.turns.iter().rev().find_map(|turn| turn.requests()) {
            Some(requests) => Effect::DateCheck { kind, holds: requests == 0, value: counted(requests) },
            None => {
                return settle(
                    state,
                    kind,
                    "Let the bench answer once, then check again: there is no run to count yet.",
                );
            }
        },
        // Measured by the console, on a page of its own.
        CheckKind::FallsBackByItself => return Vec::new(),
    };
    if let Some(review) = &mut state.review {
        review.checks.insert(kind, CheckState::Measuring);
    }
    vec![effect]
}

fn counted(requests: u32) -> String {
    match requests {
        0 => "0 requests while it answered".into(),
        1 => "1 request while it answered".into(),
        n => format!("{n} requests while it answered"),
    }
}

fn settle(state: &mut State, kind: CheckKind, why: &str) -> Vec<Effect> {
    check_measured(state, kind, CheckResult::Impossible(why.into()))
}

pub fn check_measured(state: &mut State, kind: CheckKind, result: CheckResult) -> Vec<Effect> {
    if let Some(review) = &mut state.review {
        review.checks.insert(kind, CheckState::Settled(result));
    }
    Vec::new()
}

pub fn export_pressed(state: &mut State, form: ExportForm) -> Vec<Effect> {
    let Some(review) = &state.review else { return Vec::new() };
    let export = Export {
        matchup: review.matchup.clone(),
        measurements: measurements(state, review),
        bill: review.month.as_ref().map(|month| MonthlyBill::from(&month.usage)),
    };
    let slug = &review.matchup.slug;
    match form {
        ExportForm::Markdown => vec![Effect::SaveMarkdown { name: format!("{slug}.md"), text: markdown(&export) }],
        ExportForm::Json => vec![Effect::SaveJson { name: format!("{slug}.json"), export: Box::new(export) }],
    }
}

/// Which model exactly: enough to get the same one again.
fn described(origin: &Origin) -> String {
    let files: Vec<_> = origin.files.iter().map(|file| format!("{} sha256 {}", file.name, file.sha256)).collect();
    format!("{} at {}, {}: {}", origin.source, origin.revision, origin.licence, files.join(", "))
}

/// Settled checks in the order of the scorecard, then the runs of the bench.
fn measurements(state: &State, review: &Review) -> Vec<Measurement> {
    let checks = review.matchup.tools.iter().flat_map(|tool| &tool.panel).flat_map(|one| &one.checks);
    let checked = checks.filter_map(|check| match review.checks.get(&check.kind)? {
        CheckState::Settled(CheckResult::Measured { value, when, .. }) => {
            Some(Measurement { what: check.says.clone(), value: value.clone(), when: when.clone(), model: None })
        }
        _ => None,
    });
    let runs = state.turns.iter().filter_map(|turn| {
        let (stats, witness) = (turn.stats.as_ref()?, turn.witness.as_ref()?);
        Some(Measurement {
            what: format!("{}: {}", turn.name, turn.prompt),
            value: format!(
                "“{}”, first token after {:.0} ms, {:.1} tokens/s",
                turn.answer.trim(),
                stats.ttft_ms,
                turn.tokens_per_second().unwrap_or(0.0)
            ),
            when: witness.date.clone(),
            model: turn.origin.as_ref().map(described),
        })
    });
    checked.chain(runs).collect()
}
