//! The visitor's votes: those of this device, and those made public where the owner has polls.

use std::collections::BTreeMap;

use crate::app::state::State;
use crate::ballots::protocol::{Failure, LiveCount, Sent};
use crate::voting::local::{Ledger, Name};
use crate::voting::{Choice, PollSettings};

/// A device's ballots have one voter, whoever that is; the name makes those of two devices merge.
const VOTER: &str = "me";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Votes {
    pub ledger: Ledger,
    /// The browser refuses to keep anything.
    pub unkept: bool,
    /// What came of an import.
    pub notice: Option<String>,
    /// The owner's polls on the tools of this page, if there are any.
    pub polls: Option<PollSettings>,
    pub public: Public,
}

/// Public votes, as far as the worker has told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Public {
    /// Whether the worker runs.
    pub awake: bool,
    /// The visitor has an extension that signs (NIP-07).
    pub has_extension: bool,
    /// It shall sign, rather than a key of this browser.
    pub by_extension: bool,
    /// The public key that this browser keeps.
    pub key: Option<String>,
    pub making: Option<Making>,
    /// The latest public vote on each tool.
    pub sent: BTreeMap<String, Sent>,
    pub counting: bool,
    pub count: Option<DatedCount>,
    pub failure: Option<Failure>,
}

/// A vote on its way to becoming public.
#[derive(Clone, Debug, PartialEq)]
pub struct Making {
    pub tool: String,
    pub stage: Stage,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The worker or the extension is asked.
    Asked,
    /// Nonces tried, and how many it takes on average.
    Working { tries: u64, expected: u64 },
    /// The extension has the vote and may ask the visitor.
    Signing,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DatedCount {
    pub count: LiveCount,
    /// The visitor's own date and time.
    pub when: String,
}

impl Votes {
    pub fn choice(&self, tool: &str) -> Option<Choice> {
        let (voter, tool) = names(tool)?;
        self.ledger.choice(&voter, &tool)
    }

    /// Whether there is a poll on the tool.
    pub fn has_poll(&self, tool: &str) -> bool {
        self.polls.as_ref().is_some_and(|settings| settings.polls.contains_key(tool))
    }

    /// What may be made public: a vote of this device that the public one does not say yet.
    pub fn unsent(&self, tool: &str) -> Option<Choice> {
        let said = self.public.sent.get(tool).map(|sent| sent.choice);
        self.choice(tool).filter(|choice| self.has_poll(tool) && said != Some(*choice))
    }
}

/// Voter and tool as the ledger knows them; a tool of more than 64 letters can't be voted on.
pub fn names(tool: &str) -> Option<(Name, Name)> {
    Some((Name::new(VOTER).ok()?, Name::new(tool).ok()?))
}

impl State {
    /// Slug and name of the two tools of the page.
    pub fn tools(&self) -> Vec<(String, String)> {
        let Some(review) = &self.review else { return Vec::new() };
        let slugs = review.matchup.comparison.tools.iter().map(ToString::to_string);
        slugs.zip(review.matchup.tools.iter().map(|tool| tool.name.clone())).collect()
    }
}
