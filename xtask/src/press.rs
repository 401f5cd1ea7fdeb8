//! The pages: the project's own program checks the comparisons and prints them into `dist/`.

use crate::project;
use crate::run::run;
use crate::say::{Outcome, long_step};
use std::path::PathBuf;
use std::process::Command;

/// Prints into `dist/`, or into Trunk's unfinished `dist` when Trunk asks.
pub fn print() -> Outcome {
    long_step("Printing the pages", "4 minutes the first time");
    let dist = std::env::var_os("TRUNK_STAGING_DIR").map_or_else(project::dist, PathBuf::from);
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--locked", "--quiet", "--no-default-features", "--features", "press", "--bin", "press", "--"]);
    cargo.arg(project::root().join("public")).arg(dist);
    run(&mut cargo, "Mend what the lines above name, then run `cargo xtask build` again.")
}
