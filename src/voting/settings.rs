//! What the owner of a page says about public votes.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The owner's polls: `votes` in `config.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollSettings {
    /// Addresses of the relays that keep the votes.
    pub relays: Vec<String>,
    /// The id of the poll's event for each tool, by the tool's slug. The events lie in `polls/<slug>.json`.
    pub polls: BTreeMap<String, String>,
    /// Leading zero bits that are asked of each ballot (NIP-13).
    #[serde(default)]
    pub minimum_work: u32,
    /// When the polls end, in words for the reader; what counts is what the polls themselves say.
    #[serde(default)]
    pub ends: Option<String>,
}
