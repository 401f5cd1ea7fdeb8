//! What is said about a vote and its way.

use crate::app::state::{Making, VoteStage as Stage, Votes};
use crate::ballots::protocol::{Delivery, Sent, Way};
use crate::widgets::format::counted;

/// Where the visitor's vote on a tool is, in a sentence or two.
pub fn status(votes: &Votes, tool: &str) -> String {
    if let Some(making) = votes.public.making.as_ref().filter(|making| making.tool == tool) {
        return making_status(making);
    }
    let here = votes.choice(tool);
    match (here, votes.public.sent.get(tool)) {
        (None, None) => String::from("You have not voted."),
        (Some(here), None) => format!("Your vote: {}. On this device, not sent.", here.name()),
        (None, Some(sent)) => format!(
            "Withdrawn on this device. The public vote, {}, stays: it can be changed, not withdrawn.",
            sent.choice.name()
        ),
        (Some(here), Some(sent)) if here != sent.choice => {
            format!("Your vote: {}. The public one still says {}.", here.name(), sent.choice.name())
        }
        (Some(_), Some(sent)) => sent_status(sent),
    }
}

fn making_status(making: &Making) -> String {
    String::from(match making.stage {
        Stage::Asked => "Preparing your vote.",
        Stage::Working { .. } => "Proving the work for your vote.",
        Stage::Signing => "Your extension has the vote. It may ask you to sign.",
    })
}

fn sent_status(sent: &Sent) -> String {
    let count = |is: fn(&Way) -> bool| sent.relays.iter().filter(|delivery| is(&delivery.state)).count();
    let (taken, relays) = (count(|way| *way == Way::Taken), sent.relays.len());
    let vote = sent.choice.name();
    match taken {
        0 if sent.is_under_way() => format!("Your vote: {vote}. Queued: no relay has it yet; it is tried by itself."),
        0 => format!("Your vote: {vote}. No relay took it."),
        _ => format!("Your vote: {vote}. Sent: {taken} of {} it.", counted(relays as u32, "relay has", "relays have")),
    }
}

/// What became of a vote at one relay.
pub fn delivery(delivery: &Delivery) -> String {
    let relay = host(&delivery.relay);
    match &delivery.state {
        Way::Taken => format!("{relay} has it."),
        Way::Sending => format!("{relay} is being asked."),
        Way::Queued { failures: 0, .. } => format!("{relay} is next."),
        Way::Queued { failures, said: None } => {
            format!("{relay} could not be reached, {}.", counted(*failures, "try", "tries"))
        }
        Way::Queued { said: Some(said), .. } => format!("{relay} did not take it yet. {said}"),
        Way::Refused { said, remedy } => format!("{relay} refused it. {said} {remedy}"),
    }
}

/// How far the proof of work is.
pub fn work(tries: u64, expected: u64) -> String {
    format!("{} tries of about {}", grouped(tries), grouped(expected))
}

/// The first and last digits of a public key: enough to tell two keys apart.
pub fn short_key(key: &str) -> String {
    match (key.get(..8), key.get(key.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) => format!("{first}…{last}"),
        _ => key.to_owned(),
    }
}

fn host(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/')
}

fn grouped(number: u64) -> String {
    crate::comparison::pricing::grouped(number as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voting::Choice;

    fn votes(ways: &[Way]) -> Votes {
        let relays = ways.iter().map(|way| Delivery { relay: "wss://one.example/".into(), state: way.clone() });
        let sent = Sent {
            tool: "tool".into(),
            choice: Choice::Ship,
            created_at: 1,
            event: String::new(),
            key: String::new(),
            relays: relays.collect(),
        };
        let mut votes = Votes::default();
        let (voter, tool) = crate::app::state::names("tool").unwrap();
        votes.ledger.cast(&voter, &tool, Choice::Ship, 1);
        votes.public.sent.insert("tool".into(), sent);
        votes
    }

    #[test]
    fn every_way_has_its_words() {
        let queued = Way::Queued { failures: 2, said: None };
        let refused = Way::Refused { said: "It is full.".into(), remedy: "Wait.".into() };
        assert_eq!(status(&Votes::default(), "tool"), "You have not voted.");
        assert!(status(&votes(&[Way::Taken, queued.clone()]), "tool").ends_with("Sent: 1 of 2 relays have it."));
        assert!(status(&votes(&[Way::Taken]), "tool").ends_with("Sent: 1 of 1 relay has it."));
        assert!(status(&votes(std::slice::from_ref(&queued)), "tool").contains("Queued"));
        assert!(status(&votes(std::slice::from_ref(&refused)), "tool").ends_with("No relay took it."));
        let words = |state| delivery(&Delivery { relay: "wss://one.example/".into(), state });
        assert_eq!(words(queued), "one.example could not be reached, 2 tries.");
        assert_eq!(words(refused), "one.example refused it. It is full. Wait.");
    }

    #[test]
    fn a_public_vote_is_not_said_to_be_withdrawn() {
        let mut votes = votes(&[Way::Taken]);
        let (voter, tool) = crate::app::state::names("tool").unwrap();
        votes.ledger.withdraw(&voter, &tool, 2);
        assert!(status(&votes, "tool").contains("stays"));
    }

    #[test]
    fn keys_are_shortened() {
        assert_eq!(short_key(&"0123456789abcdef".repeat(4)), "01234567…cdef");
        assert_eq!(work(12_000, 65_536), "12,000 tries of about 65,536");
    }
}
