//! What the linter says.

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The policy can't do what it says.
    Error,
    /// The policy works, but probably not as meant.
    Warning,
}

/// One doubt about a policy, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub severity: Severity,
    /// A stable word for programs, such as `same_upstream`.
    pub rule: &'static str,
    /// Where, for instance `targets[1].timeouts.stall_ms`.
    pub path: String,
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(formatter, "{severity}[{}] {}: {} {}", self.rule, self.path, self.message, self.remedy)
    }
}
