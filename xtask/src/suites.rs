//! Every check and test of the repository, and the sum of what they found.

use crate::run::{succeeds, succeeds_telling};
use crate::say::{OrProblem, Outcome, long_step};
use crate::{browser, check, kernels, page, project, python, tools};
use std::net::TcpListener;
use std::process::{Command, ExitCode};

/// What a suite found.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    /// Names worth repeating at the end.
    pub complaints: Vec<String>,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.complaints.extend(other.complaints);
    }

    fn failure(name: &str) -> Self {
        Self { passed: 0, failed: 1, complaints: vec![name.to_owned()] }
    }
}

/// The closing lines of `test` and `check`.
pub fn report(tally: Tally) -> ExitCode {
    println!();
    for complaint in &tally.complaints {
        println!("failed: {complaint}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 && tally.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Adds up what a suite finds; what stops it halfway counts as one failure.
pub fn tallied(suite: impl FnOnce(&mut Tally) -> Outcome) -> Tally {
    let mut tally = Tally::default();
    if let Err(problem) = suite(&mut tally) {
        problem.tell();
        tally.add(Tally::failure(&problem.what));
    }
    tally
}

/// Everything, from nothing. Stops early only when it cannot install or build what the rest needs.
pub fn run(tally: &mut Tally) -> Outcome {
    page::install()?;
    let tests = project::root().join("tests").join("e2e");
    tools::npm_packages(&tests)?;
    python::nostr_relay()?;
    install_peers()?;
    let chromium = browser::find_or_install(&tests)?;
    let firefox = browser::firefox()?;

    check::lints(tally)?;
    long_step("Running the Rust tests", "5 minutes the first time");
    tally.add(cargo_tests(&["test", "--locked", "--workspace"])?);
    tally.add(cargo_tests(&["test", "--locked", "--no-default-features", "--features", "press", "--test", "press"])?);

    page::build("./")?;
    tally.add(match page::carries_no_model() {
        Ok(()) => Tally { passed: 1, ..Tally::default() },
        Err(problem) => Tally::failure(&format!("{} {}", problem.what, problem.remedy)),
    });

    let kernels = kernels::tests()?;
    long_step("Running the browser tests", "3 minutes");
    let report = project::target().join("e2e.json");
    let _ = std::fs::remove_file(&report);
    let mut playwright = Command::new("npx");
    playwright.args(["playwright", "test"]).current_dir(&tests);
    playwright.env("SHIPCHECK_REPORT", &report).env("SHIPCHECK_PORT", free_port()?.to_string());
    playwright.env("SHIPCHECK_KERNEL_TESTS", kernels);
    for (name, browser) in [("CHROMIUM_BIN", chromium), ("FIREFOX_BIN", firefox)] {
        if let Some(browser) = browser {
            playwright.env(name, browser);
        }
    }
    let fine = succeeds(&mut playwright)?;
    tally.add(browser_tally(&std::fs::read_to_string(&report).unwrap_or_default(), fine));
    Ok(())
}

/// The gateways that the tests of the router speak with.
pub fn install_peers() -> Outcome {
    tools::npm_packages(&project::root().join("tests").join("peers"))?;
    python::litellm()
}

/// A port nobody listens on, so that a server left running elsewhere is not tested by mistake.
fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .or_problem("There is no free port", "Check that programs may listen on 127.0.0.1.")
}

/// A command that is one check.
pub fn one(name: &str, command: &mut Command) -> Outcome<Tally> {
    Ok(if succeeds(command)? { Tally { passed: 1, ..Tally::default() } } else { Tally::failure(name) })
}

/// Runs `cargo test` and counts what its summary lines say.
pub fn cargo_tests(arguments: &[&str]) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).arg("--no-fail-fast");
    let fine = succeeds_telling(&mut cargo, |line| tally.add(summary(line)))?;
    if !fine && tally.failed == 0 {
        tally.add(Tally::failure("the Rust tests did not run to the end"));
    }
    Ok(tally)
}

/// Reads `test result: ok. 3 passed; 0 failed; …` and `test name ... FAILED`.
fn summary(line: &str) -> Tally {
    if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
        return Tally { complaints: vec![name.to_owned()], ..Tally::default() };
    }
    let Some(counts) = line.strip_prefix("test result: ") else { return Tally::default() };
    let count = |word: &str| {
        let words: Vec<_> = counts.split([' ', ';']).collect();
        let at = words.iter().position(|have| *have == word)?;
        words.get(at.checked_sub(1)?)?.parse().ok()
    };
    Tally { passed: count("passed").unwrap_or(0), failed: count("failed").unwrap_or(0), complaints: vec![] }
}

/// Counts Playwright's JSON report. A test that passed only on a second try counts as failed.
fn browser_tally(report: &str, fine: bool) -> Tally {
    let report: serde_json::Value = serde_json::from_str(report).unwrap_or_default();
    let count = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
    let mut tally =
        Tally { passed: count("expected"), failed: count("unexpected") + count("flaky"), complaints: vec![] };
    failed_specs(&report, &mut tally.complaints);
    if !fine && tally.failed == 0 || tally.passed + tally.failed == 0 {
        tally.add(Tally::failure("the browser tests did not run to the end"));
    }
    tally
}

fn failed_specs(suite: &serde_json::Value, names: &mut Vec<String>) {
    let list = |name: &str| suite[name].as_array().cloned().unwrap_or_default();
    for spec in list("specs") {
        if spec["ok"] == false {
            names.push(format!("{}: {}", spec["file"].as_str().unwrap_or("?"), spec["title"].as_str().unwrap_or("?")));
        }
    }
    for inner in list("suites") {
        failed_specs(&inner, names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_summaries_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(summary(line), Tally { passed: 12, failed: 3, complaints: vec![] });
        assert_eq!(summary("test tower::agrees ... FAILED").complaints, ["tower::agrees"]);
        assert_eq!(summary("running 3 tests"), Tally::default());
    }

    #[test]
    fn a_missing_browser_report_is_a_failure() {
        assert_eq!(browser_tally("", false).failed, 1);
        assert_eq!(browser_tally("", true).failed, 1);
    }

    #[test]
    fn browser_reports_are_counted() {
        let report = r#"{"stats":{"expected":4,"unexpected":1,"flaky":1},
            "suites":[{"suites":[{"specs":[{"ok":false,"file":"stop.spec.ts","title":"stops"}]}]}]}"#;
        let tally = browser_tally(report, false);
        assert_eq!((tally.passed, tally.failed), (4, 2));
        assert_eq!(tally.complaints, ["stop.spec.ts: stops"]);
    }
}
