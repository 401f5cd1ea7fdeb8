//! What the doctor says.

use crate::gateway::models::ListedModel;
use serde::Serialize;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    Fine,
    BadAddress,
    Offline,
    /// http from an https page.
    MixedContent,
    /// The browser asks before a public page may reach the visitor's own network.
    LocalNetworkPermission,
    /// No answer at all.
    Unreachable,
    /// The server answers, but not to pages (no CORS headers).
    CrossOriginRefused,
    /// The server answers pages, but not with the headers that a question needs.
    HeaderRefused,
    Redirect,
    KeyMissing,
    KeyRefused,
    /// The key is known, but may not do this.
    KeyForbidden,
    NoCredit,
    /// Something answers that speaks another language.
    NotCompatible,
    UnknownModel,
    NoVision,
    /// The right server, in trouble of its own.
    Busy,
}

impl FindingKind {
    /// Whether a relay between the page and the endpoint helps.
    pub fn calls_for_relay(self) -> bool {
        matches!(self, FindingKind::CrossOriginRefused | FindingKind::HeaderRefused)
    }
}

/// How far a page can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Nothing else looks like this.
    Certain,
    /// Other causes are possible; `what` or `fix` names them.
    Likely,
    /// The browser hides the cause.
    Possible,
}

impl Certainty {
    /// The word for it before a finding.
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Certain => "certain",
            Certainty::Likely => "likely",
            Certainty::Possible => "possible",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub kind: FindingKind,
    pub certainty: Certainty,
    /// What happened, in sentences for the visitor.
    pub what: String,
    /// What to do.
    pub fix: String,
}

impl Finding {
    pub(super) fn new(
        kind: FindingKind,
        certainty: Certainty,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { kind, certainty, what: what.into(), fix: fix.into() }
    }
}

/// The result of an examination.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// What was found, the most important first. Never empty.
    pub findings: Vec<Finding>,
    /// The endpoint's models, if it listed them.
    pub models: Vec<ListedModel>,
}

impl Diagnosis {
    pub(super) fn of(findings: Vec<Finding>) -> Self {
        Self { findings, models: Vec::new() }
    }

    /// Whether questions can be asked as the form stands.
    pub fn is_fine(&self) -> bool {
        self.findings.first().is_some_and(|finding| finding.kind == FindingKind::Fine)
    }
}
