//! The unit tests of the kernels as a Wasm program, which the browser tests run: there they meet the vectors and the ways of
//! multiplying that no other build has.

use crate::say::{OrProblem, Outcome, long_step, problem};
use crate::tools;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Has the few functions of a system that a test program asks for; `tests/e2e/fixtures/kernel-tests.ts` provides them.
const TARGET: &str = "wasm32-wasip1";

const REMEDY: &str = "The lines above name the file to mend.";

/// Compiles them; returns the program's path.
pub fn tests() -> Outcome<PathBuf> {
    tools::rust_for(TARGET)?;
    long_step("Compiling the kernels’ tests to Wasm", "1 minute the first time");
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--no-run", "--locked", "--package", "shipcheck-kernels", "--lib", "--target", TARGET]);
    cargo.arg("--message-format=json-render-diagnostics");
    cargo.env("CARGO_ENCODED_RUSTFLAGS", "-Ctarget-feature=+simd128,+relaxed-simd");
    let told = cargo.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let told = told.or_problem("cargo could not be started", "Install Rust through https://rustup.rs.")?.stdout;
    let program = String::from_utf8_lossy(&told).lines().filter_map(executable).next_back();
    program.ok_or_else(|| problem("The kernels’ tests could not be compiled to Wasm.", REMEDY))
}

/// The program that one of cargo's messages tells of.
fn executable(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    message["executable"].as_str().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::executable;

    #[test]
    fn a_program_is_found_among_messages() {
        assert_eq!(executable(r#"{"reason":"compiler-artifact","executable":"/a/b.wasm"}"#), Some("/a/b.wasm".into()));
        assert_eq!(executable(r#"{"reason":"compiler-artifact","executable":null}"#), None);
        assert_eq!(executable("   Compiling"), None);
    }
}
