//! Fetching the responses to one poll from several relays, and counting them as they come.
//!
//! Relays cap how many events they send at once, so the collector asks again for older ones until nothing new comes.
//! Each relay has limits of its own: one that floods cannot use up what the others need.

use super::refusal::printable;
use super::{ClientMessage, Conduct, Filter, Outcome, Refusal, RelayMessage};
use crate::voting::Rejection;
use crate::voting::poll::{Limits, Poll, RESPONSE_KIND, Rules, Tally, Verdict};

/// The name of our only subscription per connection and poll.
const SUBSCRIPTION: &str = "responses";
/// How many events are asked for at once; few relays give more.
const PAGE: usize = 500;

/// How long a relay may take, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two messages.
    pub silence: u64,
    /// For everything.
    pub total: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silence: 10_000, total: 120_000 }
    }
}

/// What to do with the connection now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Wait for the next message.
    Wait,
    /// Send this, then wait.
    Send(ClientMessage),
    /// Hang up: this relay is done.
    Done,
}

/// The responses to one poll, from all relays.
#[derive(Clone, Debug)]
pub struct Collector {
    tally: Tally,
    limits: Limits,
    patience: Patience,
    relays: Vec<Relay>,
}

/// One relay, known by its place in the list.
#[derive(Clone, Debug)]
struct Relay {
    conduct: Conduct,
    started: u64,
    last_heard: u64,
    page: Page,
    /// Whether the last page brought nothing new.
    was_stale: bool,
}

/// What the relay sent since it was last asked.
#[derive(Clone, Copy, Debug, Default)]
struct Page {
    received: u64,
    new: u64,
    oldest: Option<u64>,
}

impl Collector {
    /// `rules.limits` hold for each relay.
    pub fn new(poll: Poll, relays: &[String], rules: Rules, patience: Patience) -> Self {
        let record = |relay: &String| Relay {
            conduct: Conduct::new(relay.clone(), poll.id.to_string()),
            started: 0,
            last_heard: 0,
            page: Page::default(),
            was_stale: false,
        };
        let records = relays.iter().map(record).collect();
        let limits = rules.limits;
        let together = Limits { events: limits.events.saturating_mul(relays.len()), ..limits };
        Self { tally: Tally::new(poll, Rules { limits: together, ..rules }), limits, patience, relays: records }
    }

    /// The connection to a relay stands; returns what to ask. `now` is in milliseconds.
    pub fn connected(&mut self, relay: usize, now: u64) -> ClientMessage {
        let until = self.tally.poll().ends_at;
        if let Some(relay) = self.relays.get_mut(relay) {
            (relay.started, relay.last_heard) = (now, now);
        }
        self.request(until)
    }

    /// A message of a relay. `now` is in milliseconds.
    pub fn received(&mut self, relay: usize, text: &str, now: u64) -> Step {
        let Some(record) = self.relays.get_mut(relay).filter(|relay| relay.is_open()) else { return Step::Done };
        record.last_heard = now;
        record.conduct.bytes += text.len() as u64;
        if record.conduct.bytes > self.limits.bytes as u64 {
            return record.end(Outcome::Flooded, "too many bytes");
        }
        match RelayMessage::parse(text) {
            Some(RelayMessage::Event { subscription, event }) if subscription == SUBSCRIPTION => {
                self.take(relay, &event)
            }
            Some(RelayMessage::EndOfStoredEvents { subscription }) if subscription == SUBSCRIPTION => {
                self.turn_page(relay)
            }
            Some(RelayMessage::Closed { subscription, message }) if subscription == SUBSCRIPTION => {
                let refusal = Refusal::parse(&message);
                record.end(Outcome::Refused, &format!("{} {}", refusal.sentence(), refusal.detail))
            }
            Some(RelayMessage::Notice(message)) => {
                record.conduct.detail = printable(&message);
                Step::Wait
            }
            Some(_) => Step::Wait,
            None => {
                record.conduct.unreadable += 1;
                Step::Wait
            }
        }
    }

    /// Time has passed without a message. `now` is in milliseconds.
    pub fn tick(&mut self, relay: usize, now: u64) -> Step {
        let patience = self.patience;
        let Some(record) = self.relays.get_mut(relay).filter(|relay| relay.is_open()) else { return Step::Done };
        if now.saturating_sub(record.last_heard) >= patience.silence {
            record.end(Outcome::Stalled, "it fell silent")
        } else if now.saturating_sub(record.started) >= patience.total {
            record.end(Outcome::Stalled, "it took too long")
        } else {
            Step::Wait
        }
    }

    /// The connection broke or never came about.
    pub fn lost(&mut self, relay: usize, why: &str) {
        if let Some(record) = self.relays.get_mut(relay).filter(|relay| relay.is_open()) {
            record.end(Outcome::Lost, &printable(why));
        }
    }

    /// The relay sent a message so large that the connection refused to take it.
    pub fn overwhelmed(&mut self, relay: usize) {
        if let Some(record) = self.relays.get_mut(relay).filter(|relay| relay.is_open()) {
            record.end(Outcome::Flooded, "a message is too large");
        }
    }

    /// The count so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What each relay did so far, in the order they were named.
    pub fn conduct(&self) -> impl Iterator<Item = &Conduct> {
        self.relays.iter().map(|relay| &relay.conduct)
    }

    fn request(&self, until: Option<u64>) -> ClientMessage {
        let poll = self.tally.poll().id.to_string();
        let (kinds, referring_to) = (Some(vec![RESPONSE_KIND]), Some(vec![poll]));
        let filter = Filter { kinds, referring_to, until, limit: Some(PAGE), ..Filter::default() };
        ClientMessage::Request { subscription: SUBSCRIPTION.to_owned(), filter }
    }

    fn take(&mut self, relay: usize, json: &str) -> Step {
        let event = self.tally.read(json.as_bytes());
        let date = event.as_ref().ok().map(|event| event.created_at);
        let verdict = match event {
            Ok(event) => self.tally.add(&event),
            Err(reason) => self.tally.reject(reason),
        };
        let limit = self.limits.events as u64;
        let Some(record) = self.relays.get_mut(relay) else { return Step::Done };
        record.note(verdict, date);
        if record.conduct.received() > limit { record.end(Outcome::Flooded, "too many events") } else { Step::Wait }
    }

    /// The relay has sent a page; asks for the one before it, until nothing new comes.
    fn turn_page(&mut self, relay: usize) -> Step {
        let Some(record) = self.relays.get_mut(relay) else { return Step::Done };
        let page = std::mem::take(&mut record.page);
        let stale = page.new == 0;
        let Some(oldest) = page.oldest.filter(|_| page.received > 0 && !(stale && record.was_stale)) else {
            return record.end(Outcome::Complete, "");
        };
        record.was_stale = stale;
        // Others of the oldest second may have been cut off, so it is asked for again; when it brought nothing new,
        // the second before it is next.
        let until = if stale { oldest.checked_sub(1) } else { Some(oldest) };
        Step::Send(self.request(until))
    }
}

impl Relay {
    fn is_open(&self) -> bool {
        self.conduct.outcome == Outcome::Pending
    }

    fn end(&mut self, outcome: Outcome, detail: &str) -> Step {
        self.conduct.outcome = outcome;
        if !detail.is_empty() {
            self.conduct.detail = detail.trim().to_owned();
        }
        Step::Done
    }

    fn note(&mut self, verdict: Verdict, date: Option<u64>) {
        let conduct = &mut self.conduct;
        self.page.received += 1;
        self.page.oldest = [self.page.oldest, date].into_iter().flatten().min();
        match verdict {
            Verdict::Repeated => conduct.repeated += 1,
            Verdict::Rejected(Rejection::NotAnEvent | Rejection::TooLarge) => conduct.unreadable += 1,
            Verdict::Valid | Verdict::Rejected(_) => conduct.new += 1,
        }
        match verdict {
            Verdict::Rejected(reason) if reason.is_forgery() => conduct.forged += 1,
            Verdict::Rejected(Rejection::WrongKind | Rejection::WrongPoll) => conduct.unasked += 1,
            Verdict::Repeated | Verdict::Rejected(Rejection::NotAnEvent | Rejection::TooLarge) => {}
            // Only what was asked for is a reason to ask for more: the rest could be invented without end.
            Verdict::Valid | Verdict::Rejected(_) => self.page.new += 1,
        }
    }
}

impl Conduct {
    fn received(&self) -> u64 {
        self.new + self.repeated + self.unreadable
    }
}
