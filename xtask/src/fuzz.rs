//! Fuzzing: every parser that meets a stranger's bytes, with an address sanitizer and debug assertions.
//!
//! The targets are the files of `fuzz/fuzz_targets`, each with the seeds in `fuzz/seeds/<target>`. What a run learns
//! stays in `fuzz/corpus`, what it finds in `fuzz/artifacts`; git keeps neither.

use crate::run::run;
use crate::say::{OrProblem, Outcome, done, long_step, problem};
use crate::{project, tools};
use std::path::Path;
use std::process::Command;

/// What one target gets unless `--seconds` says otherwise.
const SECONDS: u32 = 300;

/// The longest input: a generous header, not a whole model.
const LONGEST_INPUT: u32 = 65_536;

/// Beyond this a parser has trusted a number in a file. The sanitizer's own bookkeeping is in it.
const MEBIBYTES: u32 = 512;

/// An input that takes longer hangs in all but name.
const SECONDS_FOR_ONE: u32 = 20;

/// Runs the named targets, or all, one after the other; stops at the first finding.
pub fn fuzz(named: &[String], seconds: Option<u32>) -> Outcome {
    let folder = project::root().join("fuzz");
    let targets = chosen(&targets(&folder)?, named)?;
    tools::nightly_rust()?;
    let path = tools::path_with(&[tools::cargo_fuzz()?])?;
    let seconds = seconds.unwrap_or(SECONDS);
    for target in &targets {
        long_step(&format!("Fuzzing {target}"), &format!("{seconds} seconds"));
        run(one(&folder, target, seconds)?.env("PATH", &path), "The lines above name the input, and how to run it.")?;
    }
    done(&format!("{} targets, no findings.", targets.len()));
    Ok(())
}

fn one(folder: &Path, target: &str, seconds: u32) -> Outcome<Command> {
    let corpus = folder.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).or_problem("fuzz/corpus can't be made", "Check the disk's free space.")?;
    let seeds = folder.join("seeds").join(target);
    let mut cargo = Command::new("cargo");
    cargo.arg(format!("+{}", tools::NIGHTLY)).args(["fuzz", "run", "--debug-assertions", "--fuzz-dir"]);
    cargo.arg(folder).arg(target).arg(corpus).args(seeds.is_dir().then_some(seeds));
    cargo.arg("--").arg(format!("-max_total_time={seconds}")).arg(format!("-max_len={LONGEST_INPUT}"));
    cargo.arg(format!("-rss_limit_mb={MEBIBYTES}")).arg(format!("-timeout={SECONDS_FOR_ONE}"));
    cargo.args(["-print_final_stats=1", "-verbosity=0"]);
    Ok(cargo)
}

/// The names of all targets, in order.
fn targets(folder: &Path) -> Outcome<Vec<String>> {
    let files = std::fs::read_dir(folder.join("fuzz_targets"))
        .or_problem("fuzz/fuzz_targets is missing", "Run this from a complete checkout.")?;
    let mut names: Vec<_> =
        files.flatten().filter_map(|file| Some(file.path().file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

fn chosen(all: &[String], named: &[String]) -> Outcome<Vec<String>> {
    if let Some(unknown) = named.iter().find(|name| !all.contains(name)) {
        return Err(problem(format!("There is no fuzz target `{unknown}`."), format!("There are {}.", all.join(", "))));
    }
    Ok(if named.is_empty() { all.to_vec() } else { named.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_targets_run_unless_some_are_named() {
        let all = ["gguf".to_owned(), "policy".to_owned()];
        assert_eq!(chosen(&all, &[]).unwrap(), all);
        assert_eq!(chosen(&all, &all[1..]).unwrap(), all[1..]);
        assert!(chosen(&all, &["gguff".to_owned()]).unwrap_err().what.contains("gguff"));
    }

    #[test]
    fn every_target_is_a_program_of_the_manifest() {
        let folder = project::root().join("fuzz");
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        for name in targets(&folder).unwrap() {
            assert!(
                manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
                "{name} is not in fuzz/Cargo.toml"
            );
        }
    }
}
