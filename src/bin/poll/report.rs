//! Results as text for people.

use super::Failure;
use serde::Serialize;
use shipcheck::voting::poll::PollResult;
use shipcheck::voting::relay::{Outbox, Parcel, State};
use shipcheck::voting::{ENOUGH_VOTES, Rejection};
use std::fmt::Write;

/// One line of JSON, with the fields in the order of their declaration.
pub fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| unwritten(&error))
}

/// The same for people, with line breaks.
pub fn pretty_json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| unwritten(&error))
}

fn unwritten(error: &serde_json::Error) -> Failure {
    Failure::machine(format!("The result can't be written: {error}. Please report this."))
}

/// A few lines about one poll.
pub fn result(question: &str, result: &PollResult) -> String {
    let mut text = format!("{}\n{}\n", printable(question), score(result));
    let rejected: u64 = result.rejected.values().sum();
    if rejected > 0 {
        let _ = writeln!(text, "Rejected: {rejected}");
    }
    for reason in Rejection::ALL {
        if let Some(count) = result.rejected.get(reason.name()) {
            let _ = writeln!(text, "{count:>7}  {}: {}", reason.name(), reason.sentence());
        }
    }
    text
}

fn score(result: &PollResult) -> String {
    let (Some(share), Some(low), Some(high)) = (result.share, result.low, result.high) else {
        return "No votes yet.".to_owned();
    };
    let percent = |part: f64| format!("{:.1} %", part * 100.0);
    let interval = format!("95 % interval {} to {}", percent(low), percent(high));
    let score = format!("{} of {} votes say ship: {} ({interval}).", result.ship, result.valid, percent(share));
    if result.score().is_enough() {
        score
    } else {
        format!("{score}\nThese are too few votes to tell: {ENOUGH_VOTES} are needed.")
    }
}

/// What became of each event at each relay, a line each.
pub fn published(outbox: &Outbox) -> String {
    outbox.parcels().iter().map(|parcel| format!("{}: {}\n", parcel.relay, fate(parcel))).collect()
}

fn fate(parcel: &Parcel) -> String {
    match &parcel.state {
        State::Accepted => "published".to_owned(),
        State::Refused(refusal) | State::Queued { last_refusal: Some(refusal), .. } => {
            format!("{} {}", refusal.sentence(), refusal.detail).trim_end().to_owned()
        }
        State::Queued { last_refusal: None, .. } | State::Sending { .. } => "could not be reached".to_owned(),
    }
}

/// A stranger's text, without what could disturb a terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}
