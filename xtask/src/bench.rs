//! Measurements, which live apart from the tests: a figure is printed, nothing passes or fails.

use crate::run::run as run_program;
use crate::say::{OrProblem, Outcome, done, long_step, problem};
use crate::{browser, project, tools};
use std::path::Path;
use std::process::Command;

/// Lighthouse on the built page and the sizes that travel; with `models`, the engine against others instead.
pub fn run(models: Option<&str>) -> Outcome {
    if !project::dist().join("index.html").is_file() {
        return Err(problem("dist/ is empty.", "Run `cargo xtask build` first."));
    }
    let folder = project::root().join("bench");
    tools::npm_packages(&folder)?;
    let chromium = browser::find_or_install(&project::root().join("tests").join("e2e"))?;
    let mut node = Command::new("node");
    if let Some(chromium) = chromium {
        node.env("CHROMIUM_BIN", chromium);
    }
    match models {
        Some(models) => engine(node, &folder, Path::new(models)),
        None => {
            long_step("Measuring the page six times", "3 minutes");
            node.arg(folder.join("page.mjs")).arg(project::dist());
            run_program(&mut node, "The lines above say what went wrong.")
        }
    }
}

/// Every contender five times in turns; the report goes to docs/benchmarks/.
fn engine(mut node: Command, folder: &Path, models: &Path) -> Outcome {
    if !models.join("text.gguf").is_file() {
        let remedy = "Make one with `python bench/make_model.py --out DIR`, and give that folder.";
        return Err(problem(format!("{} holds no text.gguf.", models.display()), remedy));
    }
    let reports = project::root().join("docs").join("benchmarks");
    std::fs::create_dir_all(&reports).or_problem("docs/benchmarks can't be made", "Check the disk's free space.")?;
    long_step("Measuring the engine", "5 minutes on an idle machine");
    node.arg(folder.join("engine.mjs")).arg(project::dist()).arg(models).arg(reports.join("engine"));
    run_program(&mut node, "The lines above say what went wrong.")?;
    done("docs/benchmarks/engine.md has the figures.");
    Ok(())
}
