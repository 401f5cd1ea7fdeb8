//! The page: Trunk bundles it, and its `post_build` hook comes back to `cargo xtask programs` for the others.

use crate::run::run;
use crate::say::{OrProblem, Outcome, long_step, problem};
use crate::tools;
use crate::{offline, project};
use std::path::PathBuf;
use std::process::Command;

/// Crates that belong to the workers, the model's or the ballots', and must never reach the page.
const WORKER_CRATES: [&str; 6] = ["candle-", "tokenizers", "safetensors", "gemm", "minijinja", "k256"];

/// Installs what is missing and writes `dist/`.
pub fn build(public_url: &str) -> Outcome {
    let path = tools::path_with(&install()?)?;
    // Trunk works offline, so that it never downloads other versions of the tools.
    run(Command::new("cargo").args(["fetch", "--locked", "--quiet"]), tools::NETWORK)?;
    long_step("Building the page and the worker", "12 minutes the first time, seconds when nothing has changed");
    let mut trunk = Command::new("trunk");
    trunk.args(["build", "--release", "--offline", "--public-url", public_url]).env("PATH", path);
    // Trunk reads these names itself and stops at values it does not expect, such as NO_COLOR=1.
    trunk.env_remove("NO_COLOR").env("RUST_LIB_BACKTRACE", "0");
    run(&mut trunk, "The lines above name the file to mend.")?;
    offline::list()
}

/// Tools of the page and of the worker; returns the folders to look for them in.
pub fn install() -> Outcome<Vec<PathBuf>> {
    tools::rust()?;
    Ok(vec![tools::trunk()?, tools::wasm_bindgen()?, tools::wasm_opt()?])
}

/// Fails if the workers' crates are linked into the page, by what cargo says and by what the built file contains.
pub fn carries_no_model() -> Outcome {
    let question = ["tree", "--locked", "--no-default-features", "--features", "ui", "--edges", "normal"];
    let mut cargo = Command::new("cargo");
    cargo.args(question).args(["--target", project::WASM_TARGET, "--prefix", "none"]);
    let answer = cargo.output().or_problem("cargo could not list the page's crates", "Run `cargo fetch`.")?;
    let crates = String::from_utf8_lossy(&answer.stdout);
    if !answer.status.success() || crates.is_empty() {
        return Err(problem("cargo could not list the page's crates.", "Run `cargo tree --features ui` to see why."));
    }
    let remedy = "Find the way in with `cargo tree --no-default-features --features ui --invert <crate>`.";
    if let Some(found) = crates.lines().find(|line| WORKER_CRATES.iter().any(|name| line.starts_with(name))) {
        return Err(problem(format!("The page depends on {found}, which belongs to a worker."), remedy));
    }
    let mut programs = 0;
    for entry in
        std::fs::read_dir(project::dist()).or_problem("dist/ is missing", "Run `cargo xtask build`.")?.flatten()
    {
        if entry.path().extension().is_some_and(|extension| extension == "wasm") {
            programs += 1;
            let bytes = std::fs::read(entry.path()).or_problem("dist/ is unreadable", "Run `cargo xtask build`.")?;
            if bytes.windows(6).any(|window| window == b"candle") {
                return Err(problem(format!("{} contains candle.", entry.path().display()), remedy));
            }
        }
    }
    if programs == 1 {
        Ok(())
    } else {
        Err(problem(format!("dist/ has {programs} pages."), "Run `cargo xtask build`."))
    }
}
