//! Measurements, which live apart from the tests: a figure is printed, nothing passes or fails.

use crate::run::run as run_program;
use crate::say::{Outcome, long_step, problem};
use crate::{browser, project, tools};
use std::process::Command;

/// Lighthouse on the built page, and the sizes that travel.
pub fn run() -> Outcome {
    if !project::dist().join("index.html").is_file() {
        return Err(problem("dist/ is empty.", "Run `cargo xtask build` first."));
    }
    let folder = project::root().join("bench");
    tools::npm_packages(&folder)?;
    let chromium = browser::find_or_install(&project::root().join("tests").join("e2e"))?;
    long_step("Measuring the page six times", "3 minutes");
    let mut node = Command::new("node");
    node.arg(folder.join("page.mjs")).arg(project::dist());
    if let Some(chromium) = chromium {
        node.env("CHROMIUM_BIN", chromium);
    }
    run_program(&mut node, "The lines above say what went wrong.")
}
