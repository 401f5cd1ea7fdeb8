//! `route lint`: what is wrong in a policy.

use super::arguments::Lint;
use super::{Failure, print, print_json, read_text};
use serde_json::json;
use shipcheck::gateway::policy::lint;
use std::process::ExitCode;

/// Exit status for a policy with findings, so that scripts can stop.
const FINDINGS: u8 = 1;

pub fn run(command: &Lint) -> Result<ExitCode, Failure> {
    let text = read_text(&command.policy)?;
    let findings = lint(&text).map_err(|error| Failure::in_file(&command.policy, &error))?;
    if command.json {
        print_json(&json!({"findings": findings}))?;
    } else {
        let lines: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
        print(&format!("{lines}{}: {} findings", command.policy.display(), findings.len()))?;
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}
