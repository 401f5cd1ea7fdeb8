//! Measurements, which live apart from the tests: a figure is printed, nothing passes or fails.

use crate::programs::{IN_ORDER, folder::hash_of};
use crate::project::WASM_TARGET;
use crate::run::run as run_program;
use crate::say::{OrProblem, Outcome, done, long_step, problem};
use crate::{browser, project, python, tools};
use std::path::{Path, PathBuf};
use std::process::Command;

const ABOVE: &str = "The lines above say what went wrong.";

/// The page, unless a model for the engine is given, and the engine, unless only the page is asked for.
pub fn run(page_only: bool, models: Option<PathBuf>) -> Outcome {
    if !project::dist().join("index.html").is_file() {
        return Err(problem("dist/ is empty.", "Leave out `--no-build`."));
    }
    let folder = project::root().join("bench");
    tools::npm_packages(&folder)?;
    let chromium = browser::find_or_install(&project::root().join("tests").join("e2e"))?;
    let node = |script: &str| {
        let mut node = Command::new("node");
        node.arg(folder.join(script)).arg(project::dist());
        node.envs(chromium.iter().map(|chromium| ("CHROMIUM_BIN", chromium)));
        node
    };
    if models.is_none() {
        long_step("Measuring the page six times", "3 minutes");
        run_program(&mut node("page.mjs"), ABOVE)?;
        long_step("Measuring the gateway console under long answers", "1 minute");
        run_program(&mut node("smooth.mjs"), ABOVE)?;
    }
    if page_only {
        return Ok(());
    }
    let models = models.map_or_else(|| random_model(&folder), Ok)?;
    engine(node("engine.mjs"), &folder, &models)
}

/// The real shape with random weights, also as graphs for the other runtimes. Made again when a script changes.
fn random_model(folder: &Path) -> Outcome<PathBuf> {
    let models = tools::cache()?.join("random-256m");
    let mut version = String::new();
    for (name, option) in [("make_model.py", "--out"), ("export_onnx.py", "--models")] {
        let script = folder.join(name);
        version += &hash_of(&script)?;
        // Written last, so that half a model is told from a whole one.
        let stamp = models.join(format!("{name}.made"));
        if std::fs::read_to_string(&stamp).is_ok_and(|made| made == version) {
            continue;
        }
        let python = python::for_models()?;
        long_step(&format!("Making a random model with bench/{name}"), "2 minutes");
        run_program(Command::new(python).arg(script).arg(option).arg(&models), ABOVE)?;
        std::fs::write(&stamp, &version)
            .or_problem("The model's stamp could not be written", "Check the disk's free space.")?;
    }
    Ok(models)
}

/// Every contender five times in turns; the report goes to docs/benchmarks/.
fn engine(mut node: Command, folder: &Path, models: &Path) -> Outcome {
    if !models.join("text.gguf").is_file() {
        return Err(problem(format!("{} holds no text.gguf.", models.display()), "Leave out `--models`: one is made."));
    }
    tools::npm_packages(&folder.join("peers"))?;
    let product = product()?;
    let reports = project::root().join("docs").join("benchmarks");
    std::fs::create_dir_all(&reports).or_problem("docs/benchmarks can't be made", "Check the disk's free space.")?;
    long_step("Measuring the engine and others", "20 minutes on an idle machine");
    run_program(node.arg(models).arg(reports.join("engine")).arg(&product), ABOVE)?;
    done("docs/benchmarks/engine.md has the figures.");
    Ok(())
}

/// bench/product in Wasm, compiled as the engine is.
fn product() -> Outcome<PathBuf> {
    const PACKAGE: [&str; 2] = ["--package", "shipcheck-product"];
    const PROFILE: &str = "engine-release";
    tools::rust()?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--quiet", "--profile", PROFILE, "--target", WASM_TARGET]).args(PACKAGE);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", format!("-Ctarget-feature=+simd128,+relaxed-simd\u{1f}{IN_ORDER}"));
    run_program(&mut cargo, "The lines above name the file to mend.")?;
    Ok(project::target().join(WASM_TARGET).join(PROFILE).join("shipcheck_product.wasm"))
}
