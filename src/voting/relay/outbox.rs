//! Votes on their way to relays. The outbox is plain data, so that it survives a reload.

use super::{Refusal, RefusalKind, full_jitter};
use crate::voting::nostr::{Event, EventId};
use serde::{Deserialize, Serialize};

/// Milliseconds a relay has to answer.
const ANSWER_TIME_MS: u64 = 15_000;

/// One event on its way to one relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    pub event: Event,
    pub relay: String,
    pub state: State,
    /// How often it was tried in vain.
    pub failures: u32,
}

/// Where a parcel is. All times are milliseconds, as the owner of the outbox counts them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum State {
    /// To be sent, but not before this time. The refusal is why it was not taken the last time.
    Queued {
        not_before: u64,
        last_refusal: Option<Refusal>,
    },
    /// Sent at this time, without an answer yet.
    Sending {
        since: u64,
    },
    Accepted,
    Refused(Refusal),
}

/// All parcels of a voter or poll owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    parcels: Vec<Parcel>,
}

impl Outbox {
    /// Takes up parcels that were stored. What was being sent may not have arrived, so it is queued again.
    pub fn restore(parcels: Vec<Parcel>) -> Self {
        let mut outbox = Self { parcels };
        for parcel in &mut outbox.parcels {
            if matches!(parcel.state, State::Sending { .. }) {
                parcel.state = State::Queued { not_before: 0, last_refusal: None };
            }
        }
        outbox
    }

    pub fn parcels(&self) -> &[Parcel] {
        &self.parcels
    }

    /// Queues an event for each relay that does not have it on its list yet.
    pub fn post(&mut self, event: &Event, relays: &[String]) {
        for relay in relays {
            if !self.parcels.iter().any(|parcel| parcel.event.id == event.id && parcel.relay == *relay) {
                let state = State::Queued { not_before: 0, last_refusal: None };
                self.parcels.push(Parcel { event: event.clone(), relay: relay.clone(), state, failures: 0 });
            }
        }
    }

    /// Forgets an event, because its voter changed their mind. What is under way is not called back; its answer will be
    /// ignored.
    pub fn forget(&mut self, id: &EventId) {
        self.parcels.retain(|parcel| parcel.event.id != *id);
    }

    /// Makes everything that waits due at once, because there is reason to hope: the network is back, say.
    pub fn hurry(&mut self) {
        for parcel in &mut self.parcels {
            if let State::Queued { not_before, .. } = &mut parcel.state {
                *not_before = 0;
            }
        }
    }

    /// The next event to send to this relay, which is then being sent.
    pub fn send_next(&mut self, relay: &str, now: u64) -> Option<&Event> {
        let due = |parcel: &&mut Parcel| {
            parcel.relay == relay && matches!(parcel.state, State::Queued { not_before, .. } if not_before <= now)
        };
        let parcel = self.parcels.iter_mut().find(due)?;
        parcel.state = State::Sending { since: now };
        Some(&parcel.event)
    }

    /// The relay's `OK`. Without an id it is about the one event that is being sent to this relay, if it is one.
    /// `jitter` is a random number from 0 to 1.
    pub fn answered(
        &mut self,
        relay: &str,
        id: Option<&EventId>,
        accepted: bool,
        message: &str,
        now: u64,
        jitter: f64,
    ) {
        let is_meant = |parcel: &&mut Parcel| {
            let by_state = matches!(parcel.state, State::Sending { .. });
            parcel.relay == relay && id.map_or(by_state, |id| parcel.event.id == *id)
        };
        let mut meant = self.parcels.iter_mut().filter(is_meant);
        let (Some(parcel), None) = (meant.next(), meant.next()) else { return };
        // A relay may answer late, after the parcel was queued again, or twice; an acceptance is final.
        if parcel.state == State::Accepted {
            return;
        }
        let refusal = Refusal::parse(message);
        if accepted || refusal.kind == RefusalKind::Duplicate {
            parcel.state = State::Accepted;
        } else if refusal.is_temporary() {
            parcel.fail(Some(refusal), now, jitter);
        } else {
            parcel.state = State::Refused(refusal);
        }
    }

    /// The connection to a relay broke or never came about: what was being sent to it waits and is tried again.
    pub fn disconnected(&mut self, relay: &str, now: u64, jitter: f64) {
        for parcel in self.parcels.iter_mut().filter(|parcel| parcel.relay == relay) {
            if matches!(parcel.state, State::Sending { .. }) {
                parcel.fail(None, now, jitter);
            }
        }
    }

    /// Gives up on answers that are overdue; those parcels wait and are tried again.
    pub fn tick(&mut self, now: u64, jitter: f64) {
        for parcel in &mut self.parcels {
            if matches!(parcel.state, State::Sending { since } if now >= since.saturating_add(ANSWER_TIME_MS)) {
                parcel.fail(None, now, jitter);
            }
        }
    }

    /// When to look again: the earliest time that something is to be sent or an answer is overdue.
    pub fn next_wake(&self) -> Option<u64> {
        let wake = |parcel: &Parcel| match parcel.state {
            State::Queued { not_before, .. } => Some(not_before),
            State::Sending { since } => Some(since.saturating_add(ANSWER_TIME_MS)),
            State::Accepted | State::Refused(_) => None,
        };
        self.parcels.iter().filter_map(wake).min()
    }
}

impl Parcel {
    fn fail(&mut self, last_refusal: Option<Refusal>, now: u64, jitter: f64) {
        self.failures = self.failures.saturating_add(1);
        self.state = State::Queued { not_before: now.saturating_add(full_jitter(self.failures, jitter)), last_refusal };
    }
}
