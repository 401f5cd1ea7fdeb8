//! What can be said about the code without running it: its format, its lints, and the walls between rooms.

use crate::project::WASM_TARGET;
use crate::say::{Outcome, long_step};
use crate::suites::{Tally, cargo_tests, one};
use crate::tools;
use std::process::Command;

pub fn run(tally: &mut Tally) -> Outcome {
    lints(tally)?;
    long_step("Checking the walls between rooms", "10 seconds");
    // Without features: this test only reads the sources.
    tally.add(cargo_tests(&["test", "--locked", "--no-default-features", "--test", "rooms"])?);
    Ok(())
}

/// Formatting and clippy; each counts as one check.
pub fn lints(tally: &mut Tally) -> Outcome {
    tools::rust()?;
    tools::rust_lints()?;
    long_step("Checking the formatting", "1 second");
    tally.add(one("formatting", Command::new("cargo").args(["fmt", "--all", "--check"]))?);
    let builds: [(&str, &[&str]); 8] = [
        ("native", &["--workspace", "--all-targets"]),
        ("press", &["--no-default-features", "--features", "press", "--lib", "--bin", "press", "--test", "press"]),
        ("page", &["--no-default-features", "--features", "ui", "--target", WASM_TARGET]),
        ("console", &["--no-default-features", "--features", "console", "--target", WASM_TARGET]),
        ("models", &["--no-default-features", "--features", "shelf", "--target", WASM_TARGET]),
        ("library", &["--no-default-features", "--features", "library", "--target", WASM_TARGET]),
        ("ballots", &["--no-default-features", "--features", "ballots", "--target", WASM_TARGET]),
        ("worker", &["--no-default-features", "--features", "engine", "--target", WASM_TARGET]),
    ];
    for (name, arguments) in builds {
        long_step(&format!("Linting the {name} build"), "1 minute the first time");
        let mut clippy = Command::new("cargo");
        clippy.args(["clippy", "--locked"]).args(arguments).args(["--", "-D", "warnings"]);
        tally.add(one(&format!("lints of the {name} build"), &mut clippy)?);
    }
    Ok(())
}
