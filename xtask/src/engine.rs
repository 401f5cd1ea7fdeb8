//! The worker's program: compiled for speed, bound to JavaScript, optimised, and put where `vlm.js` looks for it.
//!
//! `engine/variants.json` lists what was built. The page takes the first variant whose requirements the browser meets.

use crate::project::{self, WASM_TARGET, locked_version};
use crate::run::run;
use crate::say::{OrProblem, Outcome, long_step, step};
use crate::tools;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

const PROFILE: &str = "engine-release";
const REBUILD: &str = "Delete target/engine and run the same command again.";

/// One way to compile the worker.
struct Variant {
    name: &'static str,
    /// A pinned toolchain, or the one in use.
    toolchain: Option<&'static str>,
    /// Instead of the flags in `.cargo/config.toml`.
    rustflags: Option<&'static [&'static str]>,
    cargo: &'static [&'static str],
    wasm_opt: &'static [&'static str],
    /// What the browser must support; the words are those `vlm.js` tests for.
    requires: &'static [&'static str],
}

/// Best first.
const VARIANTS: [Variant; 1] =
    [Variant { name: "simd", toolchain: None, rustflags: None, cargo: &[], wasm_opt: &[], requires: &["simd128"] }];

/// What rustc and wasm-bindgen use today in every variant.
const WASM_FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-mutable-globals",
];

/// Builds every variant into `dist/engine/`, or into Trunk's unfinished `dist` when Trunk asks.
pub fn build() -> Outcome {
    tools::rust()?;
    let path = tools::path_with(&[tools::wasm_bindgen()?, tools::wasm_opt()?])?;
    let dist = std::env::var_os("TRUNK_STAGING_DIR").map_or_else(project::dist, PathBuf::from);
    let out = dist.join("engine");
    if out.exists() {
        std::fs::remove_dir_all(&out).or_problem("The old worker could not be removed", "Delete dist/engine.")?;
    }
    let mut all = Sha256::new();
    let mut listed = Vec::new();
    for variant in &VARIANTS {
        let made = make(variant, &path)?;
        let hash = digest(&made)?;
        let folder = format!("{}-{}", variant.name, &hash[..8]);
        copy_folder(&made, &out.join(&folder))?;
        all.update(&hash);
        listed.push(serde_json::json!({
            "name": variant.name,
            "path": format!("{folder}/engine.js"),
            "requires": variant.requires,
        }));
    }
    let build = hex(&all.finalize());
    let list = serde_json::json!({ "build": &build[..8], "variants": listed });
    std::fs::write(out.join("variants.json"), format!("{list:#}\n"))
        .or_problem("engine/variants.json could not be written", "Check the disk's free space.")
}

/// The folder with `engine.js` and `engine_bg.wasm` of one variant.
fn make(variant: &Variant, path: &std::ffi::OsStr) -> Outcome<PathBuf> {
    long_step(&format!("Compiling the worker ({})", variant.name), "5 minutes the first time");
    let mut cargo = Command::new("cargo");
    cargo.args(variant.toolchain.map(|name| format!("+{name}")));
    cargo.args(["build", "--locked", "--bin", "engine", "--no-default-features", "--features", "engine"]);
    cargo.args(["--profile", PROFILE, "--target", WASM_TARGET]).args(variant.cargo);
    if let Some(flags) = variant.rustflags {
        cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    }
    run(&mut cargo, "The lines above name the file to mend.")?;

    let raw = project::target().join(WASM_TARGET).join(PROFILE).join("engine.wasm");
    let home = project::target().join("engine").join(variant.name);
    let made = home.join("made");
    let stamp = home.join("stamp");
    let now = format!("{}\n{}\n{:?}", hash_of(&raw)?, locked_version("wasm-bindgen")?, flags(variant));
    if std::fs::read_to_string(&stamp).is_ok_and(|then| then == now) && made.join("engine_bg.wasm").exists() {
        return Ok(made);
    }
    let _ = std::fs::remove_dir_all(&home);
    step("Binding the worker to JavaScript");
    let mut bind = Command::new("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"]).arg(&made).arg(&raw);
    run(bind.env("PATH", path), REBUILD)?;
    long_step("Optimising the worker", "4 minutes");
    let wasm = made.join("engine_bg.wasm");
    let mut optimise = Command::new("wasm-opt");
    optimise.args(flags(variant)).arg(&wasm).arg("-o").arg(&wasm);
    run(optimise.env("PATH", path), REBUILD)?;
    std::fs::write(&stamp, now)
        .or_problem("The worker's stamp could not be written", "Check the disk's free space.")?;
    Ok(made)
}

fn flags(variant: &Variant) -> Vec<&'static str> {
    let passes = ["--strip-debug", "--strip-producers", "-O2"];
    WASM_FEATURES.iter().chain(variant.wasm_opt).chain(&passes).copied().collect()
}

/// One number for everything in a folder, file names included.
fn digest(folder: &Path) -> Outcome<String> {
    let mut all = Sha256::new();
    for file in files(folder)? {
        all.update(file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().as_bytes());
        all.update(hash_of(&file)?);
    }
    Ok(hex(&all.finalize()))
}

fn hash_of(file: &Path) -> Outcome<String> {
    let bytes = std::fs::read(file).or_problem(&format!("{} is unreadable", file.display()), REBUILD)?;
    Ok(hex(&Sha256::digest(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every file below a folder, in a fixed order.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).or_problem("The worker's folder is unreadable", REBUILD)?.flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

fn copy_folder(from: &Path, to: &Path) -> Outcome {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        let folder = target.parent().unwrap_or(to);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::copy(&file, &target).map(drop))
            .or_problem(&format!("{} could not be written", target.display()), "Check the disk's free space.")?;
    }
    Ok(())
}
