//! Counting the responses to one poll. The order they come in makes no difference, nor does their coming twice.

use super::response::{check_target, choice};
use super::{Limits, Poll, PollResult};
use crate::voting::nostr::{Event, EventId, PublicKey, Signature, committed_work, leading_zero_bits};
use crate::voting::{Choice, Rejection, Score};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds by which a voter's clock may be ahead.
pub const FUTURE_TOLERANCE: u64 = 600;

/// What a response must meet besides the poll's own terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Leading zero bits of the id, and as many promised by its author (NIP-13); 0 asks for nothing.
    pub minimum_work: u32,
    /// Unix time in seconds.
    pub now: u64,
    pub limits: Limits,
}

/// What became of one ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A valid vote; it counts unless its voter has a later one.
    Valid,
    /// An exact copy of one seen before, whatever that one was.
    Repeated,
    Rejected(Rejection),
}

/// The running count of one poll.
#[derive(Clone, Debug)]
pub struct Tally {
    poll: Poll,
    rules: Rules,
    votes: BTreeMap<PublicKey, Vote>,
    rejected: BTreeMap<Rejection, u64>,
    seen: BTreeSet<Sighting>,
}

/// A voter's latest valid response.
#[derive(Clone, Copy, Debug)]
struct Vote {
    created_at: u64,
    id: EventId,
    choice: Choice,
}

/// What two copies of an event have in common: the id it claims, the hash that it has, and the signature.
///
/// The claimed id alone would let a forged copy that comes first keep the true one out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    claimed: EventId,
    actual: EventId,
    signature: Signature,
}

impl Tally {
    pub fn new(poll: Poll, rules: Rules) -> Self {
        Self { poll, rules, votes: BTreeMap::new(), rejected: BTreeMap::new(), seen: BTreeSet::new() }
    }

    pub fn poll(&self) -> &Poll {
        &self.poll
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Counts one event as text: a JSON object, or the message of a relay or client around it.
    pub fn examine(&mut self, text: &[u8]) -> Verdict {
        match self.read(text) {
            Ok(event) => self.add(&event),
            Err(reason) => self.reject(reason),
        }
    }

    /// Reads an event without counting it.
    pub fn read(&self, text: &[u8]) -> Result<Event, Rejection> {
        if text.len() > self.rules.limits.event_bytes {
            return Err(Rejection::TooLarge);
        }
        Event::parse_wrapped(std::str::from_utf8(text).map_err(|_| Rejection::NotAnEvent)?)
    }

    /// Counts one event.
    pub fn add(&mut self, event: &Event) -> Verdict {
        let sighting = Sighting { claimed: event.id, actual: event.actual_id(), signature: event.sig };
        if self.seen.contains(&sighting) {
            return Verdict::Repeated;
        }
        if self.seen.len() >= self.rules.limits.events {
            return self.reject(Rejection::TooMany);
        }
        self.seen.insert(sighting);
        match self.check(event, &sighting) {
            Ok(choice) => self.accept(event, choice),
            Err(reason) => self.reject(reason),
        }
    }

    /// Counts a ballot that never became text, such as one too large to be read.
    pub fn reject(&mut self, reason: Rejection) -> Verdict {
        *self.rejected.entry(reason).or_default() += 1;
        Verdict::Rejected(reason)
    }

    pub fn score(&self) -> Score {
        self.votes.values().map(|vote| vote.choice).collect()
    }

    pub fn rejected(&self) -> &BTreeMap<Rejection, u64> {
        &self.rejected
    }

    pub fn result(&self) -> PollResult {
        let rejected = self.rejected.iter().map(|(reason, count)| (reason.name().to_owned(), *count));
        PollResult::new(self.score(), rejected.collect())
    }

    /// The cheap questions first: whoever floods a poll must not make us check signatures for nothing.
    fn check(&self, event: &Event, sighting: &Sighting) -> Result<Choice, Rejection> {
        if sighting.actual != sighting.claimed {
            return Err(Rejection::BadId);
        }
        check_target(event, &self.poll)?;
        self.check_date(event.created_at)?;
        let choice = choice(event, &self.poll)?;
        self.check_work(event)?;
        event.check_signature()?;
        Ok(choice)
    }

    fn check_date(&self, created_at: u64) -> Result<(), Rejection> {
        if created_at < self.poll.created_at {
            Err(Rejection::BeforePoll)
        } else if self.poll.ends_at.is_some_and(|end| created_at > end) {
            Err(Rejection::AfterEnd)
        } else if created_at > self.rules.now.saturating_add(FUTURE_TOLERANCE) {
            Err(Rejection::InTheFuture)
        } else {
            Ok(())
        }
    }

    fn check_work(&self, event: &Event) -> Result<(), Rejection> {
        let shown = leading_zero_bits(&event.id).min(committed_work(event).unwrap_or(0));
        if shown >= self.rules.minimum_work { Ok(()) } else { Err(Rejection::TooLittleWork) }
    }

    fn accept(&mut self, event: &Event, choice: Choice) -> Verdict {
        let vote = Vote { created_at: event.created_at, id: event.id, choice };
        let latest = self.votes.entry(event.pubkey).or_insert(vote);
        if vote.replaces(latest) {
            *latest = vote;
        }
        Verdict::Valid
    }
}

impl Vote {
    /// The latest counts; of two in the same second the one with the lower id, as with replaceable events (NIP-01).
    fn replaces(&self, other: &Vote) -> bool {
        (self.created_at, std::cmp::Reverse(self.id)) > (other.created_at, std::cmp::Reverse(other.id))
    }
}
