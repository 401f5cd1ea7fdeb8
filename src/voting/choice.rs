//! What a voter can say about a tool.

use serde::{Deserialize, Serialize};

/// A voter's word on one tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Ship,
    Skip,
}

impl Choice {
    pub const ALL: [Choice; 2] = [Choice::Ship, Choice::Skip];

    /// The word in files and events.
    pub fn name(self) -> &'static str {
        match self {
            Choice::Ship => "ship",
            Choice::Skip => "skip",
        }
    }

    /// The word on a button.
    pub fn label(self) -> &'static str {
        match self {
            Choice::Ship => "Ship",
            Choice::Skip => "Skip",
        }
    }
}
