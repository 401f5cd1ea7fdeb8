//! The programs the build needs, in exactly the versions it was written for.
//!
//! They live in a per-user cache, one folder per version, so checkouts share them and never disturb one another.

use crate::project::{self, WASM_TARGET, locked_version, numbers};
use crate::run::{output, run};
use crate::say::{OrProblem, Outcome, long_step, problem, step};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Only for the builds with threads; everything else is compiled by the toolchain in use.
pub const NIGHTLY: &str = "nightly-2026-05-20";
const TRUNK: &str = "0.21.14";
const NODE: &str = "20.15";
const CARGO_FUZZ: &str = "0.13.2";
pub const NETWORK: &str = "Check the network connection (and proxy settings), then run the same command again.";

/// Checks the compiler and adds its Wasm half.
pub fn rust() -> Outcome {
    let have = output("rustc", &["--version"]).ok_or_else(|| {
        problem("Rust is not installed.", "Install it from https://rustup.rs and open a new terminal.")
    })?;
    if let Some(oldest) = project::oldest_rust()
        && numbers(&have) < numbers(&oldest)
    {
        return Err(problem(format!("Rust {oldest} is needed, {have} is here."), "Run `rustup update stable`."));
    }
    rust_for(WASM_TARGET)
}

/// Adds what the compiler needs to compile to `target`.
pub fn rust_for(target: &str) -> Outcome {
    let libraries = output("rustc", &["--print", "target-libdir", "--target", target]);
    if !libraries.is_some_and(|folder| Path::new(&folder).exists()) {
        step(&format!("Adding the target {target} to Rust"));
        let without_rustup = "Install Rust through https://rustup.rs; other packages of Rust often lack this target.";
        run(Command::new("rustup").args(["target", "add", target]), without_rustup)?;
    }
    Ok(())
}

/// The compiler for builds with threads, with the source of the standard library.
pub fn nightly_rust() -> Outcome {
    let compiler = format!("+{NIGHTLY}");
    let root = output("rustc", &[&compiler, "--print", "sysroot"]);
    if !root.is_some_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library").exists()) {
        long_step("Installing the compiler for threads", "1 minute");
        let words = ["toolchain", "install", NIGHTLY, "--profile", "minimal", "--component", "rust-src"];
        run(Command::new("rustup").args(words), NETWORK)?;
    }
    Ok(())
}

/// Adds the formatter and the linter.
pub fn rust_lints() -> Outcome {
    for (tool, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if output(tool, &["--version"]).is_none() {
            step(&format!("Adding {component} to Rust"));
            run(Command::new("rustup").args(["component", "add", component]), NETWORK)?;
        }
    }
    Ok(())
}

/// Checks Node, which runs wasm-opt and the browser tests.
pub fn node() -> Outcome {
    let remedy =
        "Install version 22 from https://nodejs.org, or `apt install nodejs npm` where that gives 20.15 or newer.";
    let have = output("node", &["--version"]).ok_or_else(|| problem("Node.js is not installed.", remedy))?;
    if numbers(&have) < numbers(NODE) {
        return Err(problem(format!("Node.js {NODE} or newer is needed, {have} is here."), remedy));
    }
    output("npm", &["--version"]).map(drop).ok_or_else(|| problem("npm is not installed.", remedy))
}

/// Trunk, which bundles the page.
pub fn trunk() -> Outcome<PathBuf> {
    cargo_install(&CargoTool {
        package: "trunk",
        version: TRUNK,
        binary: "trunk",
        locked: true,
        opt_level: "1",
        usually: "5 minutes",
    })
}

/// wasm-bindgen, which must be the very version the code is compiled against.
pub fn wasm_bindgen() -> Outcome<PathBuf> {
    let version = locked_version("wasm-bindgen")?;
    cargo_install(&CargoTool {
        package: "wasm-bindgen-cli",
        version: &version,
        binary: "wasm-bindgen",
        locked: false,
        opt_level: "1",
        usually: "2 minutes",
    })
}

/// cargo-fuzz, which builds the fuzz targets with a sanitizer and runs them.
pub fn cargo_fuzz() -> Outcome<PathBuf> {
    cargo_install(&CargoTool {
        package: "cargo-fuzz",
        version: CARGO_FUZZ,
        binary: "cargo-fuzz",
        locked: true,
        opt_level: "0",
        usually: "1 minute",
    })
}

/// wasm-opt, which makes WebAssembly small and fast: the version that xtask/binaryen/package-lock.json names.
pub fn wasm_opt() -> Outcome<PathBuf> {
    let asked = project::root().join("xtask").join("binaryen");
    let lock = std::fs::read_to_string(asked.join("package-lock.json"))
        .or_problem("xtask/binaryen/package-lock.json could not be read", "Restore it with `git checkout`.")?;
    let version = binaryen_version(&lock)
        .ok_or_else(|| problem("xtask/binaryen names no version of binaryen.", "Restore it with `git checkout`."))?;
    let home = cache()?.join(format!("binaryen-{version}"));
    if !home.join("package-lock.json").exists() {
        make_folder(&home)?;
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(asked.join(file), home.join(file))
                .or_problem("wasm-opt could not be set up", "Check the disk's free space.")?;
        }
    }
    npm_packages(&home)?;
    Ok(home.join("node_modules").join(".bin"))
}

fn binaryen_version(lock: &str) -> Option<String> {
    let lock: serde_json::Value = serde_json::from_str(lock).ok()?;
    Some(lock["packages"]["node_modules/binaryen"]["version"].as_str()?.to_owned())
}

/// The npm packages of a folder, as its lock file names them. None of them needs its installation scripts.
pub fn npm_packages(folder: &Path) -> Outcome {
    node()?;
    let stamp = folder.join("node_modules").join(".package-lock.json");
    let installed = std::fs::metadata(&stamp).and_then(|m| m.modified()).ok();
    let asked = std::fs::metadata(folder.join("package-lock.json")).and_then(|m| m.modified()).ok();
    if installed.is_some() && installed >= asked {
        return Ok(());
    }
    long_step(&format!("Installing the npm packages of {}", folder.display()), "1 minute");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut npm, NETWORK)
}

/// `PATH` with our own tools in front.
pub fn path_with(folders: &[PathBuf]) -> Outcome<std::ffi::OsString> {
    let before = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(folders.iter().cloned().chain(std::env::split_paths(&before)))
        .or_problem("PATH could not be extended", "Remove folders with unusual names from PATH.")
}

struct CargoTool<'a> {
    package: &'a str,
    version: &'a str,
    binary: &'a str,
    /// With the versions its own lock file names. That of wasm-bindgen-cli 0.2.130 names a package that was withdrawn.
    locked: bool,
    /// How hard to optimise it: what it saves while it runs must be worth the wait for its installation.
    opt_level: &'a str,
    usually: &'a str,
}

/// The tool's `bin` folder, after building it if need be.
fn cargo_install(tool: &CargoTool) -> Outcome<PathBuf> {
    let name = format!("{}-{}", tool.package, tool.version);
    let home = cache()?.join(&name);
    let bin = home.join("bin");
    if bin.join(format!("{}{}", tool.binary, std::env::consts::EXE_SUFFIX)).exists() {
        return Ok(bin);
    }
    long_step(&format!("Installing {} {}", tool.package, tool.version), tool.usually);
    make_folder(&home)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["install", tool.package, "--bin", tool.binary, "--no-default-features", "--root"]).arg(&home);
    cargo.arg("--version").arg(format!("={}", tool.version)).args(tool.locked.then_some("--locked"));
    // Run from the cache: this repository's own cargo settings must not reach its tools.
    cargo.current_dir(&home).env_remove("CARGO_TARGET_DIR");
    for (key, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", tool.opt_level), ("DEBUG", "false")] {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    run(&mut cargo, NETWORK)?;
    Ok(bin)
}

/// Where our tools live.
pub fn cache() -> Outcome<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    variable("XDG_CACHE_HOME")
        .or_else(|| variable("HOME").or_else(|| variable("USERPROFILE")).map(|home| home.join(".cache")))
        .map(|base| base.join("shipcheck"))
        .ok_or_else(|| problem("There is no folder for tools.", "Set XDG_CACHE_HOME to a folder you may write to."))
}

fn make_folder(folder: &Path) -> Outcome {
    std::fs::create_dir_all(folder).or_problem(
        &format!("{} could not be made", folder.display()),
        "Set XDG_CACHE_HOME to a folder you may write to.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_told_by_its_hash() {
        let lock = include_str!("../binaryen/package-lock.json");
        assert!(binaryen_version(lock).is_some_and(|version| !version.is_empty()));
        for folder in ["tests/relays", "tests/peers", "bench", "training"] {
            let text = std::fs::read_to_string(project::root().join(folder).join("requirements.txt")).unwrap();
            let blocks = text.split_inclusive('\n').filter(|line| line.contains("==") && !line.starts_with('#'));
            assert!(blocks.clone().count() > 5, "{folder}");
            assert!(blocks.clone().all(|line| line.trim_end().ends_with('\\')), "{folder}: a package without a hash");
        }
    }
}
