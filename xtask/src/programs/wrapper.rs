//! Flags for the package itself and not for what it depends on.
//!
//! cargo knows flags for everything or for nothing. But it lets a program stand between itself and rustc for the
//! packages of the workspace, and keeps their files apart; this is that program.

use crate::project::WASM_TARGET;
use crate::say::{OrProblem, Outcome};
use std::process::{Command, ExitCode};

const FLAGS: &str = "SHIPCHECK_OWN_RUSTFLAGS";

/// Makes a cargo command give `flags` to the workspace's own crates, where they are compiled to Wasm.
pub fn install(cargo: &mut Command, flags: &[&str]) -> Outcome {
    if !flags.is_empty() {
        let program = std::env::current_exe().or_problem("xtask can't find itself", "Run `cargo xtask` again.")?;
        cargo.env("RUSTC_WORKSPACE_WRAPPER", program).env(FLAGS, flags.join(" "));
    }
    Ok(())
}

/// Whether cargo has started this program in rustc's place; if so, it does rustc's work.
pub fn stand_in() -> Option<ExitCode> {
    let flags = std::env::var(FLAGS).ok()?;
    let mut words = std::env::args_os().skip(1);
    let mut rustc = Command::new(words.next()?);
    let words: Vec<_> = words.collect();
    if words.iter().any(|word| word == WASM_TARGET) {
        rustc.args(flags.split(' '));
    }
    let status = rustc.args(words).status().ok()?;
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
