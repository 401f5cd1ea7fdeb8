//! Doubts about a policy.

mod limits;
mod prices;
mod targets;

use super::{DOCUMENT, Finding, Located, MOST_BYTES, POLICY_VERSION, Policy, Severity, bounds, read_document};
use crate::gateway::Result;

/// More than these help nobody.
const MOST_UNKNOWN_KEYS: usize = 100;

/// Reads a policy and collects every doubt about it, in the order of the file's parts.
///
/// # Errors
///
/// If it can't be read as a policy at all.
pub fn lint(text: &str) -> Result<Vec<Finding>> {
    let Located { document, unknown_keys } = read_document::<Policy>(DOCUMENT, text, MOST_BYTES)?;
    let mut findings = Findings(Vec::new());
    for path in unknown_keys.into_iter().take(MOST_UNKNOWN_KEYS) {
        findings.error("unknown_key", path, "nothing reads this key.", "Correct its spelling or remove it.");
    }
    if document.version != POLICY_VERSION {
        let message = format!("the version is {}, this program reads {POLICY_VERSION}.", document.version);
        findings.error("version", "version", message, "Set it to 1.");
    }
    for found in bounds::violations(&document) {
        findings.error(found.rule, found.path, found.message, found.remedy);
    }
    if bounds::is_oversized(&document) {
        // The rest compares every row with every other.
        return Ok(findings.0);
    }
    targets::check(&document, &mut findings);
    limits::check(&document, &mut findings);
    prices::check(&document, &mut findings);
    Ok(findings.0)
}

/// Findings as they are collected.
struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, rule: &'static str, path: impl Into<String>, message: impl Into<String>, remedy: &'static str) {
        let (path, message) = (path.into(), message.into());
        self.0.push(Finding { severity: Severity::Error, rule, path, message, remedy });
    }

    fn warning(
        &mut self,
        rule: &'static str,
        path: impl Into<String>,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        let (path, message) = (path.into(), message.into());
        self.0.push(Finding { severity: Severity::Warning, rule, path, message, remedy });
    }
}

#[cfg(test)]
mod tests;
