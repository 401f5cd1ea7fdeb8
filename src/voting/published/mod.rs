//! A count at one moment, published with the page for visitors who don't ask the relays themselves.
//!
//! Plain data, in every build: a page that only shows a count needs no cryptography.

mod conduct;
mod result;

pub use conduct::{Conduct, Outcome};
pub use result::PollResult;

use serde::{Deserialize, Serialize};

/// The published file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When it was taken, as in RFC 3339 and in UTC.
    pub date: String,
    /// The same as Unix time in seconds.
    pub taken_at: u64,
    /// Counted votes on all tools.
    pub n: u64,
    /// Where the votes come from, in a sentence.
    pub from: String,
    /// Leading zero bits that were asked of each ballot (NIP-13).
    pub minimum_work: u32,
    pub tools: Vec<ToolResult>,
    /// The relays that were asked, once per poll, and what each did.
    pub relays: Vec<Conduct>,
}

/// The votes on one tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    pub tool: String,
    /// The id of the poll's event.
    pub poll: String,
    pub question: String,
    /// Unix time in seconds.
    pub ends_at: Option<u64>,
    #[serde(flatten)]
    pub result: PollResult,
}
