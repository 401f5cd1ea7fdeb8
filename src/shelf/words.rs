//! The page's sentences.

use super::state::{Offline, Pace, State};
use crate::library::catalogue::{Model, Purpose};
use crate::library::memory::{Length, Verdict};
use crate::library::pace::seconds_to_first_word;
use crate::library::record::Record;
use crate::library::storage::Place;
use crate::library::transfer::{Phase, Progress};
use crate::widgets::format;

/// What the model needs of the device, before the click.
pub fn memory(state: &State, model: &Model) -> String {
    let plan = state.plan(model);
    let (need, limit) = (format::bytes(plan.need.total()), format::bytes(plan.limit));
    let whose = if plan.device_limits { "a tab of this device" } else { "a program in a tab" };
    match plan.verdict {
        Verdict::Fits => format!(
            "Needs up to {need} of memory: {} of weights, the rest for pictures and a long conversation.",
            format::bytes(plan.need.weights)
        ),
        Verdict::Shorter { context } => format!(
            "Needs up to {need} of memory, more than the {limit} that {whose} may have. It fits with \
             conversations of {context} tokens."
        ),
        Verdict::TooLarge => {
            let other = state
                .smaller(model)
                .map_or("Use files of a smaller model.".into(), |other| format!("Choose {} instead.", other.name));
            format!("Needs {need} of memory, more than the {limit} that {whose} may have. {other}")
        }
    }
}

/// How long the model takes on this device, if that was measured.
pub fn seconds(state: &State, model: &Model) -> Option<String> {
    let Pace::Known(pace) = state.pace else { return None };
    let wait = format::duration(1e3 * seconds_to_first_word(&model.shape, pace));
    Some(format!("Takes about {wait} here from a picture to the first word."))
}

/// What is known of the device’s speed.
pub fn pace(state: &State) -> String {
    match &state.pace {
        Pace::Unknown => "How long an answer takes on this device is not known yet.".into(),
        Pace::Measuring => "Measuring: one layer of the real size, for a moment.".into(),
        Pace::Known(pace) => {
            let rate = (pace / 1e9).max(0.1);
            format!("Measured on this device: {rate:.1} billion operations a second.")
        }
        Pace::Failed { why } => format!("This device could not be measured: {why}"),
    }
}

/// A length of conversation and the memory it takes.
pub fn length(length: &Length) -> String {
    let bytes = format::bytes(length.bytes);
    let words = format!("{} tokens, {bytes} of memory", length.context);
    if length.fits { words } else { format!("{words}: too much here") }
}

/// What fetching the model takes.
pub fn size(model: &Model) -> String {
    format!("{} to fetch", format::bytes(model.bytes()))
}

/// Under which licence it is, and where it comes from.
pub fn origin(model: &Model) -> String {
    format!("{}, from {}, {}.", model.licence, model.source, short(&model.revision))
}

/// The first digits of a commit are enough to know it by.
fn short(revision: &str) -> &str {
    let commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if commit { &revision[..8] } else { revision }
}

/// What the model is for, and what it is not.
pub fn mark(model: &Model) -> Option<&'static str> {
    match (model.over_claim, model.purpose) {
        (true, _) => Some("Two billion parameters or more: beyond what the comparison speaks of."),
        (false, Purpose::Reading) => Some("For reading: handwriting and small print."),
        (false, Purpose::General) => None,
    }
}

/// How far a download is.
pub fn progress(progress: &Progress) -> String {
    let amount = format!("{} of {}", format::bytes(progress.stored()), format::bytes(progress.total()));
    match progress.phase {
        Phase::Waiting { ms } => {
            format!("{amount}. The server does not answer; trying again in {}.", format::duration(ms.max(1_000) as f64))
        }
        Phase::Checking => format!("{amount}. Checking what has arrived."),
        _ => {
            let speed = progress.per_second.map(|rate| format!(", {} a second", format::bytes(rate as u64)));
            let left = progress.seconds_left.map(|seconds| format!(", {}", format::time_left(seconds)));
            format!("{amount}{}{}.", speed.unwrap_or_default(), left.unwrap_or_default())
        }
    }
}

/// What is stored of a model.
pub fn stored(record: &Record, unix_ms: u64) -> String {
    let ago = |when: Option<u64>| when.map(|when| ago(unix_ms.saturating_sub(when)));
    if !record.is_whole() {
        return format!("{} of {} are here.", format::bytes(record.stored()), format::bytes(record.total()));
    }
    let used = ago(record.used_ms).map_or("not used yet".into(), |ago| format!("last used {ago}"));
    let checked = ago(record.verified_ms).map(|ago| format!(", checked {ago}")).unwrap_or_default();
    if record.place == Place::Memory {
        return format!(
            "{} in the memory of this tab{checked}. Use it in another tab, and leave this one open.",
            format::bytes(record.stored())
        );
    }
    format!("{} on this device, {used}{checked}.", format::bytes(record.stored()))
}

/// Whether the page itself opens without a network.
pub fn offline(state: &State) -> Option<String> {
    state.records.as_ref()?;
    Some(match &state.offline {
        _ if state.space.place == Place::Memory => return None,
        Offline::No => {
            "With the first model the page itself is kept, too, so that it opens without a network. Until then \
                        nothing is kept, and nothing after the last model is deleted."
                .into()
        }
        Offline::Working => "Keeping the page itself, too, so that it opens without a network.".into(),
        Offline::Kept { bytes } => {
            format!("The page itself is kept, too, in {}: it opens without a network.", format::bytes(*bytes))
        }
        Offline::Impossible => "This browser can’t keep the page itself: opening it takes a network.".into(),
        Offline::Failed { why } => {
            format!("The page itself could not be kept ({why}). It is tried again whenever this page is opened.")
        }
    })
}

/// A download is over.
pub fn arrived(state: &State, name: &str) -> String {
    match state.space.place {
        Place::Memory => format!("{name} is here, whole and checked, as long as this tab is open."),
        _ => format!("{name} is here, whole and checked. It needs no network any more."),
    }
}

/// Where models are put, if that is not where they should be.
pub fn place(state: &State) -> Option<&'static str> {
    state.records.as_ref()?;
    match state.space.place {
        Place::Files => None,
        Place::Database => Some(
            "This browser gives the site no file system, as in some private windows. Models are kept in its database \
             instead, for as long as it keeps that.",
        ),
        Place::Memory => Some(
            "This browser lets the site store nothing. A model stays in the memory of this tab until the tab is \
             closed or reloaded; other tabs can use it as long.",
        ),
    }
}

/// What all models take of the storage.
pub fn storage(state: &State) -> String {
    let models = format::bytes(state.stored());
    if state.space.place == Place::Memory {
        return format!("Models take {models} in the memory of this tab.");
    }
    let all = match (state.space.used, state.space.quota) {
        (Some(used), Some(quota)) => {
            let free = format::bytes(quota.saturating_sub(used));
            format!("Models take {models} on this device; the browser grants this site {free} more.")
        }
        _ => format!("Models take {models} on this device. This browser does not tell how much more there may be."),
    };
    match state.space.persistent {
        true => format!("{all} It has promised to keep them."),
        false => format!("{all} It may clear them when the device runs short of room."),
    }
}

fn ago(ms: u64) -> String {
    let minutes = ms / 60_000;
    match minutes {
        0 => "just now".into(),
        1..60 => format!("{} ago", format::counted(minutes as u32, "minute", "minutes")),
        60..1440 => format!("{} ago", format::counted((minutes / 60) as u32, "hour", "hours")),
        _ => format!("{} ago", format::counted((minutes / 1440) as u32, "day", "days")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::catalogue::samples::{file, model};

    #[test]
    fn times_are_told_roughly() {
        assert_eq!(
            [10, 61_000, 7_200_000, 90_000_000_000].map(ago),
            ["just now", "1 minute ago", "2 hours ago", "1041 days ago"]
        );
    }

    #[test]
    fn memory_is_told_before_the_click() {
        let state = State { models: vec![model(vec![file("a", 1), file("b", 1)])], ..State::default() };
        assert!(memory(&state, &state.models[0]).starts_with("Needs up to 6"), "{}", memory(&state, &state.models[0]));
    }

    #[test]
    fn a_place_that_is_not_the_best_is_named() {
        let mut state = State { records: Some(Vec::new()), ..State::default() };
        assert_eq!(place(&state), None);
        state.space.place = Place::Database;
        assert!(place(&state).is_some_and(|words| words.contains("database")));
        state.space.place = Place::Memory;
        assert!(place(&state).is_some_and(|words| words.contains("until the tab is closed")));
        assert_eq!(storage(&state), "Models take 0\u{a0}B in the memory of this tab.");
    }

    #[test]
    fn a_wait_names_its_length() {
        let mut shown = Progress {
            model: "tiny".into(),
            name: "Tiny".into(),
            phase: Phase::Waiting { ms: 7_000 },
            files: Vec::new(),
            per_second: Some(2e6),
            seconds_left: Some(40.0),
        };
        assert!(progress(&shown).contains("trying again in 7.00\u{a0}s"), "{}", progress(&shown));
        shown.phase = Phase::Fetching;
        assert!(progress(&shown).ends_with("2.0\u{a0}MB a second, about 40 seconds left."));
    }
}
