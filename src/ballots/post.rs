//! The votes that were made public and their way to the relays.

use super::action::{Action, Line, Moment};
use super::protocol::{Delivery, Report, Sent, Way};
use crate::voting::Choice;
use crate::voting::nostr::{Event, EventId};
use crate::voting::relay::{ClientMessage, Outbox, Parcel, Refusal, RelayMessage, State};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Post {
    outbox: Outbox,
    /// The latest vote on each tool.
    sent: BTreeMap<String, Sent>,
    /// Parcels as they are stored, to tell what has changed.
    stored: Vec<Parcel>,
    /// The relays there is a connection to, and whether it stands yet.
    lines: BTreeMap<String, bool>,
}

impl Post {
    pub fn restore(sent: Vec<Sent>, parcels: Vec<Parcel>) -> Self {
        Self {
            outbox: Outbox::restore(parcels.clone()),
            sent: sent.into_iter().map(|sent| (sent.tool.clone(), sent)).collect(),
            stored: parcels,
            ..Self::default()
        }
    }

    /// Every vote with the present state of its deliveries.
    pub fn votes(&self) -> Vec<Sent> {
        self.sent.values().cloned().collect()
    }

    /// The latest vote on a tool.
    pub fn vote(&self, tool: &str) -> Option<&Sent> {
        self.sent.get(tool)
    }

    /// Queues a vote for every relay. It takes the place of the earlier one on the same tool.
    pub fn take(&mut self, tool: String, choice: Choice, event: &Event, relays: &[String]) {
        let old = self.sent.get(&tool).and_then(|sent| EventId::from_hex(&sent.event));
        if let Some(old) = old {
            self.outbox.forget(&old);
        }
        self.outbox.post(event, relays);
        let (id, key) = (event.id.to_string(), event.pubkey.to_string());
        let sent =
            Sent { tool: tool.clone(), choice, created_at: event.created_at, event: id, key, relays: Vec::new() };
        self.sent.insert(tool, sent);
    }

    /// Sends what is due, one vote at a time to each relay, gives up on answers that are overdue, and hangs up where
    /// nothing is left to wait for.
    pub fn pump(&mut self, moment: &Moment) -> Vec<Action> {
        self.outbox.tick(moment.now, jitter(moment));
        let relays: BTreeSet<String> = self.outbox.parcels().iter().map(|parcel| parcel.relay.clone()).collect();
        let mut actions = Vec::new();
        for relay in relays.into_iter().filter(|relay| !is_busy(&self.outbox, relay)).collect::<Vec<_>>() {
            let Some(event) = self.outbox.send_next(&relay, moment.now) else { continue };
            match self.lines.get(&relay) {
                Some(true) => actions.push(send(&relay, event)),
                Some(false) => {}
                None => {
                    actions.push(Action::Open(Line::Post { relay: relay.clone() }, relay.clone()));
                    self.lines.insert(relay, false);
                }
            }
        }
        let outbox = &self.outbox;
        let idle: Vec<_> = self.lines.keys().filter(|relay| !is_busy(outbox, relay)).cloned().collect();
        for relay in idle {
            self.lines.remove(&relay);
            actions.push(Action::Close(Line::Post { relay }));
        }
        actions
    }

    pub fn opened(&mut self, relay: &str) -> Option<Action> {
        self.lines.insert(relay.to_owned(), true);
        let parcels = self.outbox.parcels().iter();
        parcels.filter(|parcel| is_sending_to(parcel, relay)).map(|parcel| send(relay, &parcel.event)).next()
    }

    pub fn heard(&mut self, relay: &str, text: &str, moment: &Moment) {
        if let Some(RelayMessage::Ok { id, accepted, message }) = RelayMessage::parse(text) {
            self.outbox.answered(relay, id.as_ref(), accepted, &message, moment.now, jitter(moment));
        }
    }

    /// The connection broke or never came about.
    pub fn closed(&mut self, relay: &str, moment: &Moment) {
        self.lines.remove(relay);
        self.outbox.disconnected(relay, moment.now, jitter(moment));
    }

    /// Closes every connection.
    pub fn hang_up(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.lines).into_keys().map(|relay| Action::Close(Line::Post { relay })).collect()
    }

    pub fn hurry(&mut self) {
        self.outbox.hurry();
    }

    /// When to pump again, in milliseconds of Unix time.
    pub fn next_wake(&self) -> Option<u64> {
        self.outbox.next_wake()
    }

    /// What to store and to report after something has happened.
    pub fn news(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        let parcels = self.outbox.parcels();
        let same = |one: &Parcel, other: &Parcel| one.relay == other.relay && one.event.id == other.event.id;
        for old in self.stored.iter().filter(|old| !parcels.iter().any(|parcel| same(parcel, old))) {
            actions.push(Action::DropParcel(old.clone()));
        }
        for parcel in parcels.iter().filter(|parcel| !self.stored.contains(parcel)) {
            actions.push(Action::KeepParcel(parcel.clone()));
        }
        self.stored = parcels.to_vec();
        for sent in self.sent.values_mut() {
            let relays: Vec<_> =
                parcels.iter().filter(|parcel| parcel.event.id.to_string() == sent.event).map(delivery).collect();
            if relays != sent.relays {
                sent.relays = relays;
                actions.push(Action::KeepSent(sent.clone()));
                actions.push(Action::Report(Report::Sent { sent: sent.clone() }));
            }
        }
        actions
    }
}

fn is_sending_to(parcel: &Parcel, relay: &str) -> bool {
    parcel.relay == relay && matches!(parcel.state, State::Sending { .. })
}

/// Some relays answer without saying to what, so none gets a second vote before it has answered to the first.
fn is_busy(outbox: &Outbox, relay: &str) -> bool {
    outbox.parcels().iter().any(|parcel| is_sending_to(parcel, relay))
}

fn send(relay: &str, event: &Event) -> Action {
    Action::Send(Line::Post { relay: relay.to_owned() }, ClientMessage::Event(Box::new(event.clone())).to_json())
}

fn delivery(parcel: &Parcel) -> Delivery {
    let state = match &parcel.state {
        State::Queued { last_refusal, .. } => {
            Way::Queued { failures: parcel.failures, said: last_refusal.as_ref().map(said) }
        }
        State::Sending { .. } => Way::Sending,
        State::Accepted => Way::Taken,
        State::Refused(refusal) => Way::Refused { said: said(refusal), remedy: refusal.remedy().to_owned() },
    };
    Delivery { relay: parcel.relay.clone(), state }
}

/// The reason in our words, and in the relay's own.
fn said(refusal: &Refusal) -> String {
    match refusal.detail.as_str() {
        "" => refusal.sentence().to_owned(),
        detail => format!("{} It says: “{detail}”.", refusal.sentence()),
    }
}

/// A random number from 0 to 1.
fn jitter(moment: &Moment) -> f64 {
    let [a, b, c, d, ..] = moment.random;
    f64::from(u32::from_le_bytes([a, b, c, d])) / f64::from(u32::MAX)
}
