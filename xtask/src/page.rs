//! The page: Trunk bundles it, and its `post_build` hook comes back to `cargo xtask programs` for the others.

use crate::run::run;
use crate::say::{OrProblem, Outcome, long_step, problem};
use crate::tools;
use crate::{offline, project};
use std::path::PathBuf;
use std::process::Command;

/// The crates of the model. They belong to the engine's worker alone.
const MODEL: [&str; 5] = ["candle-", "tokenizers", "safetensors", "gemm", "minijinja"];
/// The crate of public votes, which belongs to the ballots' worker alone.
const BALLOTS: &str = "k256";

/// A program of the site that is to be without the model.
struct Light {
    /// What it is called in front of people.
    says: &'static str,
    feature: &'static str,
    /// Its folder in `dist/`; the review page lies at the root.
    folder: &'static str,
    /// Whether it may sign votes.
    votes: bool,
}

const LIGHT: [Light; 5] = [
    Light { says: "The review page", feature: "ui", folder: "", votes: false },
    Light { says: "The gateway console", feature: "console", folder: "console", votes: false },
    Light { says: "The page Models", feature: "shelf", folder: "shelf", votes: false },
    Light { says: "The library\u{2019}s worker", feature: "library", folder: "library", votes: false },
    Light { says: "The ballots\u{2019} worker", feature: "ballots", folder: "ballots", votes: true },
];

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

/// Fails if the model is linked into any program but the engine, or public votes into one that only shows them: by what
/// cargo says and by what the built files contain.
pub fn carries_no_model() -> Outcome {
    // Where it must be, it is found: else the search would prove nothing.
    if !programs_in("engine")?.iter().all(|(_, bytes)| contains(bytes, "candle")) {
        return Err(problem("The engine does not name candle, so looking for its name shows nothing.", REBUILD));
    }
    LIGHT.iter().try_for_each(Light::check)
}

const REBUILD: &str = "Run `cargo xtask build`.";

impl Light {
    fn check(&self) -> Outcome {
        let Light { says, feature, .. } = self;
        let remedy =
            format!("Find the way in with `cargo tree --no-default-features --features {feature} --invert <crate>`.");
        let foreign =
            |line: &str| MODEL.iter().any(|name| line.starts_with(name)) || !self.votes && line.starts_with(BALLOTS);
        if let Some(found) = self.crates()?.lines().find(|line| foreign(line)) {
            return Err(problem(format!("{says} depends on {found}, which belongs to another program."), &remedy));
        }
        let programs = programs_in(self.folder)?;
        if programs.len() != 1 {
            return Err(problem(format!("{says} is there {} times.", programs.len()), REBUILD));
        }
        match programs.iter().find(|(_, bytes)| contains(bytes, "candle")) {
            Some((path, _)) => Err(problem(format!("{} contains candle.", path.display()), &remedy)),
            None => Ok(()),
        }
    }

    /// What cargo links into it.
    fn crates(&self) -> Outcome<String> {
        let question = ["tree", "--locked", "--no-default-features", "--edges", "normal", "--prefix", "none"];
        let mut cargo = Command::new("cargo");
        cargo.args(question).args(["--features", self.feature, "--target", project::WASM_TARGET]);
        let answer = cargo.output().or_problem("cargo could not list a program's crates", "Run `cargo fetch`.")?;
        if !answer.status.success() || answer.stdout.is_empty() {
            let remedy = format!("Run `cargo tree --features {}` to see why.", self.feature);
            return Err(problem("cargo could not list a program's crates.", &remedy));
        }
        Ok(String::from_utf8_lossy(&answer.stdout).into_owned())
    }
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// The Wasm files of a folder of `dist/` with their content; at the root, without what lies in folders.
fn programs_in(folder: &str) -> Outcome<Vec<(PathBuf, Vec<u8>)>> {
    let home = project::dist().join(folder);
    let entries = std::fs::read_dir(&home).or_problem(&format!("{} is missing", home.display()), REBUILD)?;
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !folder.is_empty() {
            let below = path.strip_prefix(project::dist()).unwrap_or(&path).to_string_lossy().into_owned();
            found.extend(programs_in(&below)?);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            let bytes = std::fs::read(&path).or_problem(&format!("{} is unreadable", path.display()), REBUILD)?;
            found.push((path, bytes));
        }
    }
    Ok(found)
}
