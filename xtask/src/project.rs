//! Facts about this checkout: where it is, and which versions its files ask for.

use crate::say::{OrProblem, Outcome, problem};
use std::path::{Path, PathBuf};

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The repository's folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where cargo writes.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The version of a package in Cargo.lock.
pub fn locked_version(package: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))
        .or_problem("Cargo.lock could not be read", "Restore it with `git checkout Cargo.lock`.")?;
    version_in(&lock, package)
        .ok_or_else(|| problem(format!("Cargo.lock does not mention {package}."), "Run `cargo metadata` to renew it."))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    let name = format!("name = \"{package}\"");
    lines.find(|line| *line == name)?;
    quoted(lines.next()?.strip_prefix("version = ")?)
}

/// The oldest compiler that Cargo.toml accepts.
pub fn oldest_rust() -> Option<String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).ok()?;
    quoted(manifest.lines().find_map(|line| line.strip_prefix("rust-version = "))?)
}

fn quoted(text: &str) -> Option<String> {
    text.split('"').nth(1).map(str::to_owned)
}

/// The numbers of `rustc 1.95.0 (…)`, `v20.20.2` or `1.95`, for comparing.
pub fn numbers(version: &str) -> Vec<u32> {
    let start = version.find(|c: char| c.is_ascii_digit()).unwrap_or(version.len());
    let digits = version[start..].split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
    digits.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_comes_from_its_own_package() {
        let lock =
            "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"ab\"\nversion = \"2.0.0\"\n";
        assert_eq!(version_in(lock, "ab").as_deref(), Some("2.0.0"));
        assert_eq!(version_in(lock, "b"), None);
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(numbers("rustc 1.100.0 (abc 2027-01-01)") > numbers("1.95"));
        assert!(numbers("v18.0.0") < numbers("20"));
    }
}
