//! What a relay did when it was asked for the responses to a poll.

use serde::{Deserialize, Serialize};

/// A relay's record, as it is shown and published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    pub relay: String,
    /// The id of the poll it was asked about.
    pub poll: String,
    pub outcome: Outcome,
    /// More about the outcome, such as the relay's own words; empty if there is nothing to add.
    pub detail: String,
    /// Different ballots that this relay was the first to send.
    pub new: u64,
    /// Ballots that it or another relay had sent before.
    pub repeated: u64,
    /// Ballots with a wrong id or signature. A relay checks both, so it lies if there are any.
    pub forged: u64,
    /// Events that were not asked for: other kinds, or responses to other polls.
    pub unasked: u64,
    /// Messages that are no messages, and events that are no events.
    pub unreadable: u64,
    pub bytes: u64,
}

/// How the conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It has not answered to the end yet.
    Pending,
    /// It sent all it has.
    Complete,
    /// It refused to answer.
    Refused,
    /// It fell silent, or took too long altogether.
    Stalled,
    /// It sent more than anybody needs.
    Flooded,
    /// There was no connection, or it broke.
    Lost,
}

impl Conduct {
    pub fn new(relay: String, poll: String) -> Self {
        let (outcome, detail) = (Outcome::Pending, String::new());
        Self { relay, poll, outcome, detail, new: 0, repeated: 0, forged: 0, unasked: 0, unreadable: 0, bytes: 0 }
    }

    /// Whether the relay passed on something that it must have known to be forged.
    pub fn lied(&self) -> bool {
        self.forged > 0
    }

    /// What the relay did, in a sentence.
    pub fn sentence(&self) -> String {
        let outcome = match self.outcome {
            Outcome::Pending => "has not answered to the end",
            Outcome::Complete => "sent all it has",
            Outcome::Refused => "refused to answer",
            Outcome::Stalled => "stopped answering",
            Outcome::Flooded => "sent more than is taken from one relay",
            Outcome::Lost => "could not be reached to the end",
        };
        let forged = if self.lied() { format!(", {} of it forged", self.forged) } else { String::new() };
        let detail = if self.detail.is_empty() { String::new() } else { format!(" ({})", self.detail) };
        format!("{outcome}{detail}: {} new, {} repeated{forged}", self.new, self.repeated)
    }
}
