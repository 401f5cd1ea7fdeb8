//! Looking after a connection: what the doctor found.

use crate::gateway::doctor::Diagnosis;

/// The examination of one target.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    pub target: String,
    /// `None` while probes are under way.
    pub diagnosis: Option<Diagnosis>,
    /// A relay to copy, where one helps.
    pub relay: Option<String>,
}
