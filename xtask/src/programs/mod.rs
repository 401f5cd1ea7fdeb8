//! The Wasm programs beside the page: each compiled, bound to JavaScript, optimised, and put into a folder of its own.
//!
//! `dist/<program>/variants.json` lists how it was built. Whoever starts the program takes the first variant whose
//! requirements the browser meets.

pub mod folder;
mod make;
pub mod wrapper;

use crate::project;
use crate::say::{OrProblem, Outcome};
use crate::tools;
use folder::{copy, digest, hex};
use make::make;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A program of the package: its binary, its feature and its folder in `dist/` share the name.
struct Program {
    name: &'static str,
    /// What it is called in front of people.
    says: &'static str,
    profile: &'static str,
    /// What wasm-opt aims for.
    aim: &'static str,
    /// Best first.
    variants: &'static [Variant],
}

/// One way to compile a program.
struct Variant {
    name: &'static str,
    /// A pinned toolchain, or the one in use.
    toolchain: Option<&'static str>,
    /// Instead of the flags in `.cargo/config.toml`.
    rustflags: Option<&'static [&'static str]>,
    /// For this package alone: what it depends on is compiled once for all variants that differ only here.
    own_flags: &'static [&'static str],
    cargo: &'static [&'static str],
    wasm_opt: &'static [&'static str],
    /// What the browser must support; the words are those `vlm-worker.js` tests for.
    requires: &'static [&'static str],
}

/// The build that any browser of the last years can run.
const SIMD: Variant = Variant {
    name: "simd",
    toolchain: None,
    rustflags: None,
    own_flags: &[],
    cargo: &[],
    wasm_opt: &[],
    requires: &["simd128"],
};

/// Keeps products in the order that they are written in: it is the one in which their sums fit V8's registers.
pub const IN_ORDER: &str = "-Cllvm-args=-pre-RA-sched=source";

/// The same, for what computes.
const COMPUTING: Variant = Variant {
    rustflags: Some(&["-Ctarget-feature=+simd128", "--cfg=getrandom_backend=\"wasm_js\"", IN_ORDER]),
    ..SIMD
};

/// With the dot product that browsers have as "relaxed SIMD".
const RELAXED: Variant = Variant {
    name: "relaxed",
    own_flags: &["-Ctarget-feature=+relaxed-simd"],
    wasm_opt: &["--enable-relaxed-simd"],
    requires: &["simd128", "relaxed-simd"],
    ..COMPUTING
};

/// With threads that share the memory, for pages that are isolated. The standard library must be compiled for it, too,
/// which only nightly compilers do.
const THREADS: Variant = Variant {
    name: "simd-threads",
    toolchain: Some(tools::NIGHTLY),
    rustflags: Some(&[
        "-Ctarget-feature=+simd128,+atomics,+bulk-memory",
        "--cfg=getrandom_backend=\"wasm_js\"",
        IN_ORDER,
        "-Clink-arg=--shared-memory",
        "-Clink-arg=--import-memory",
        "-Clink-arg=--max-memory=4294967296",
        "-Clink-arg=--export=__wasm_init_tls",
        "-Clink-arg=--export=__tls_size",
        "-Clink-arg=--export=__tls_align",
        "-Clink-arg=--export=__tls_base",
        "-Clink-arg=--export=__heap_base",
    ]),
    own_flags: &[],
    cargo: &["-Zbuild-std=std,panic_abort"],
    wasm_opt: &["--enable-threads"],
    requires: &["simd128", "threads"],
};

/// With both.
const RELAXED_THREADS: Variant = Variant {
    name: "relaxed-threads",
    own_flags: RELAXED.own_flags,
    wasm_opt: &["--enable-relaxed-simd", "--enable-threads"],
    requires: &["simd128", "relaxed-simd", "threads"],
    ..THREADS
};

const PROGRAMS: [Program; 5] = [
    Program {
        name: "engine",
        says: "the model’s worker",
        profile: "engine-release",
        aim: "-O1",
        variants: &[RELAXED_THREADS, RELAXED, THREADS, COMPUTING],
    },
    Program { name: "ballots", says: "the ballots’ worker", profile: "ui-release", aim: "-Oz", variants: &[SIMD] },
    Program {
        name: "library",
        says: "the library’s worker",
        profile: "engine-release",
        aim: "-O1",
        variants: &[COMPUTING],
    },
    Program { name: "shelf", says: "the page Models", profile: "ui-release", aim: "-Oz", variants: &[SIMD] },
    Program { name: "console", says: "the gateway console", profile: "ui-release", aim: "-Oz", variants: &[SIMD] },
];

/// Builds every program into `dist/`, or into Trunk's unfinished `dist` when Trunk asks.
pub fn build() -> Outcome {
    tools::rust()?;
    tools::nightly_rust()?;
    let path = tools::path_with(&[tools::wasm_bindgen()?, tools::wasm_opt()?])?;
    let dist = std::env::var_os("TRUNK_STAGING_DIR").map_or_else(project::dist, PathBuf::from);
    PROGRAMS.iter().try_for_each(|program| publish(program, &dist.join(program.name), &path))
}

/// Makes every variant and lists them in `out`.
fn publish(program: &Program, out: &Path, path: &std::ffi::OsStr) -> Outcome {
    if out.exists() {
        let remedy = format!("Delete {}.", out.display());
        std::fs::remove_dir_all(out).or_problem("An old program could not be removed", &remedy)?;
    }
    let mut all = Sha256::new();
    let mut listed = Vec::new();
    for variant in program.variants {
        let made = make(program, variant, path)?;
        let hash = digest(&made)?;
        let folder = format!("{}-{}", variant.name, &hash[..8]);
        copy(&made, &out.join(&folder))?;
        all.update(&hash);
        listed.push(serde_json::json!({
            "name": variant.name,
            "path": format!("{folder}/{}.js", program.name),
            "requires": variant.requires,
        }));
    }
    let build = hex(&all.finalize());
    let list = serde_json::json!({ "build": &build[..8], "variants": listed });
    std::fs::write(out.join("variants.json"), format!("{list:#}\n"))
        .or_problem("variants.json could not be written", "Check the disk's free space.")
}
