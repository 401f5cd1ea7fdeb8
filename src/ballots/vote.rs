//! A vote in the making: a draft, the search for its proof of work, a signature.

use super::protocol::{Failure, Unsigned};
use crate::voting::nostr::{Draft, Event, Miner, PublicKey};
use crate::voting::poll::{Poll, respond};
use crate::voting::{Choice, VotingError};

/// Nonces per step: a few milliseconds on a slow phone.
const TRIES_PER_STEP: u64 = 5_000;

/// JavaScript counts no further exactly, and no browser gets so far.
const LARGEST_NUMBER: f64 = 9_007_199_254_740_991.0;

/// A vote whose work is not proved yet.
pub struct Making {
    pub tool: String,
    pub choice: Choice,
    /// Whether an extension signs, or the browser's own key.
    pub by_extension: bool,
    pub author: PublicKey,
    draft: Draft,
    miner: Option<Miner>,
}

/// A vote that waits for the extension's signature.
pub struct Waiting {
    pub tool: String,
    pub choice: Choice,
    author: PublicKey,
    draft: Draft,
}

impl Making {
    /// Begins a vote dated `at`, a Unix time in seconds.
    pub fn new(
        (tool, poll): (&str, &Poll),
        choice: Choice,
        at: u64,
        work: u32,
        author: PublicKey,
        by_extension: bool,
    ) -> Self {
        let draft = respond(poll, choice, at);
        let miner = (work > 0).then(|| Miner::new(&draft, &author, work, 0));
        Self { tool: tool.to_owned(), choice, by_extension, author, draft, miner }
    }

    /// Looks on. Returns the finished draft once the work is proved.
    pub fn step(&mut self) -> Option<Draft> {
        match &mut self.miner {
            None => Some(self.draft.clone()),
            Some(miner) => miner.mine(TRIES_PER_STEP).map(|nonce| self.draft.clone().with_nonce(nonce)),
        }
    }

    /// Nonces tried, and how many it takes on average.
    pub fn progress(&self) -> (u64, u64) {
        self.miner.as_ref().map_or((0, 0), |miner| (miner.tries(), miner.expected_tries().min(LARGEST_NUMBER) as u64))
    }

    /// Hands the draft over to the extension.
    pub fn hand_over(self, draft: Draft) -> (Waiting, Unsigned) {
        let Draft { kind, created_at, tags, content } = draft.clone();
        let event = Unsigned { pubkey: self.author.to_string(), created_at, kind, tags, content };
        (Waiting { tool: self.tool, choice: self.choice, author: self.author, draft }, event)
    }
}

impl Waiting {
    /// Takes what the extension signed, if it is what it was given.
    pub fn check(&self, json: &str) -> Result<Event, Failure> {
        let event = Event::parse(json).map_err(|reason| spoiled(reason.sentence()))?;
        if event.pubkey != self.author || event.id != self.draft.id(&self.author) {
            return Err(spoiled("It signed another event or used another key."));
        }
        event.check_id().and_then(|()| event.check_signature()).map_err(|reason| spoiled(reason.sentence()))?;
        Ok(event)
    }
}

fn spoiled(why: &str) -> Failure {
    Failure::new(
        format!("The signature of your extension can't be used. {why}"),
        "Try again, or let this browser make a key.",
    )
}

/// An error of the room `voting` in the protocol's words.
pub fn failure(error: &VotingError) -> Failure {
    Failure::new(error.to_string(), error.remedy())
}
