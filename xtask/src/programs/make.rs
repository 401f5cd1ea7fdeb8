//! One variant of one program, from its source to the files a browser loads.

use super::folder::hash_of;
use super::{Program, Variant, wrapper};
use crate::project::{self, WASM_TARGET, locked_version};
use crate::run::run;
use crate::say::{OrProblem, Outcome, long_step, step};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const REBUILD: &str = "Delete target/programs and run the same command again.";

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

/// The folder with `<program>.js` and `<program>_bg.wasm` of one variant.
pub fn make(program: &Program, variant: &Variant, path: &OsStr) -> Outcome<PathBuf> {
    let raw = compile(program, variant)?;
    let home = project::target().join("programs").join(program.name).join(variant.name);
    let made = home.join("made");
    let wasm = made.join(format!("{}_bg.wasm", program.name));
    let stamp = home.join("stamp");
    let now = format!("{}\n{}\n{:?}", hash_of(&raw)?, locked_version("wasm-bindgen")?, flags(program, variant));
    if std::fs::read_to_string(&stamp).is_ok_and(|then| then == now) && wasm.exists() {
        return Ok(made);
    }
    let _ = std::fs::remove_dir_all(&home);
    bind(program, &raw, &made, path)?;
    long_step(&format!("Optimising {}", program.says), "up to 4 minutes");
    let mut optimise = Command::new("wasm-opt");
    optimise.args(flags(program, variant)).arg(&wasm).arg("-o").arg(&wasm);
    run(optimise.env("PATH", path), REBUILD)?;
    std::fs::write(&stamp, now)
        .or_problem("The program's stamp could not be written", "Check the disk's free space.")?;
    Ok(made)
}

/// cargo's part; returns the Wasm file as the compiler left it.
fn compile(program: &Program, variant: &Variant) -> Outcome<PathBuf> {
    let Program { name, says, profile, .. } = program;
    long_step(&format!("Compiling {says} ({})", variant.name), "5 minutes the first time");
    let mut cargo = Command::new("cargo");
    cargo.args(variant.toolchain.map(|name| format!("+{name}")));
    cargo.args(["build", "--locked", "--bin", name, "--no-default-features", "--features", name]);
    cargo.args(["--profile", profile, "--target", WASM_TARGET]).args(variant.cargo);
    if let Some(flags) = variant.rustflags {
        cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    }
    wrapper::install(&mut cargo, variant.own_flags)?;
    run(&mut cargo, "The lines above name the file to mend.")?;
    Ok(project::target().join(WASM_TARGET).join(profile).join(format!("{name}.wasm")))
}

fn bind(program: &Program, raw: &Path, made: &Path, path: &OsStr) -> Outcome {
    step(&format!("Binding {} to JavaScript", program.says));
    let mut bind = Command::new("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-name", program.name, "--out-dir"]).arg(made).arg(raw);
    run(bind.env("PATH", path), REBUILD)
}

fn flags(program: &Program, variant: &Variant) -> Vec<&'static str> {
    let passes = ["--strip-debug", "--strip-producers", program.aim];
    WASM_FEATURES.iter().chain(variant.wasm_opt).chain(&passes).copied().collect()
}
