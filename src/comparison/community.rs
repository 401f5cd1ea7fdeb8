//! What the community said of the pair, as it was last published. Never mixed with the panel.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Date, Slug};
use crate::voting::{Score, Snapshot};

/// The votes on both tools at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Community {
    pub date: Date,
    /// Where the votes come from, in a sentence.
    pub from: String,
    /// Leading zero bits that were asked of each ballot (NIP-13).
    pub minimum_work: u32,
    /// In the order of the pair; `None` for a tool without a poll.
    pub tools: [Option<Count>; 2],
}

/// The votes on one tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    pub ship: u64,
    pub skip: u64,
    /// Ballots that do not count, by the name of the reason.
    pub rejected: BTreeMap<String, u64>,
}

impl Count {
    pub fn score(&self) -> Score {
        Score { ship: self.ship, skip: self.skip }
    }
}

impl Community {
    /// Takes the two tools out of a published count. Shares and intervals are worked out anew from the votes, so that a
    /// file cannot claim others. The error is the field that is wrong, and what is wrong with it.
    pub fn new(snapshot: &Snapshot, pair: &[Slug; 2]) -> Result<Community, (String, String)> {
        if let Some(index) = snapshot.tools.iter().position(|found| pair.iter().all(|slug| slug.as_str() != found.tool))
        {
            let tool = &snapshot.tools[index].tool;
            return Err((format!("tools[{index}].tool"), format!("`{tool}` is not one of the pair")));
        }
        let day: String = snapshot.date.chars().take(10).collect();
        let date = Date::try_from(day).map_err(|problem| (String::from("date"), problem))?;
        let count = |slug: &Slug| {
            let found = snapshot.tools.iter().find(|found| found.tool == slug.as_str())?;
            let result = &found.result;
            Some(Count { ship: result.ship, skip: result.skip, rejected: result.rejected.clone() })
        };
        let tools = [count(&pair[0]), count(&pair[1])];
        Ok(Community { date, from: snapshot.from.clone(), minimum_work: snapshot.minimum_work, tools })
    }

    /// The count of a tool by its place in the pair.
    pub fn count(&self, index: usize) -> Option<&Count> {
        self.tools.get(index)?.as_ref()
    }
}
