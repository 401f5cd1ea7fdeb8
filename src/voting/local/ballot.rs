//! One voter's word on one tool, with what is needed to tell which of two is the later.

use crate::voting::{Choice, Result, VotingError};
use serde::{Deserialize, Serialize};

/// The name of a voter or of a tool: 1 to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        let fits = (1..=64).contains(&text.chars().count()) && !text.contains(char::is_control);
        if fits { Ok(Self(text)) } else { Err(VotingError::Name(text.chars().take(80).collect())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = VotingError;

    fn try_from(text: String) -> Result<Self> {
        Self::new(text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

/// A ballot. The derived order is the order of time: of two ballots the greater counts.
///
/// Time comes first, then the revision, because a clock may stand still or have been set back between two changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ballot {
    /// Unix time in milliseconds; never before the ballot it replaces.
    pub cast_at: u64,
    /// 1 for a voter's first ballot on a tool, one more with each change.
    pub revision: u32,
    /// `None` is a withdrawn ballot. It is kept, or a merge would bring the old one back.
    pub choice: Option<Choice>,
}

impl Ballot {
    /// The ballot that replaces `previous` at `now`, a Unix time in milliseconds.
    pub fn after(previous: Option<&Ballot>, choice: Option<Choice>, now: u64) -> Self {
        Self {
            cast_at: previous.map_or(now, |ballot| ballot.cast_at.max(now)),
            revision: previous.map_or(1, |ballot| ballot.revision.saturating_add(1)),
            choice,
        }
    }
}
