//! What comes from PyPI: programs that the tests speak with, and what makes models; each in an environment of its own.

use crate::project;
use crate::run::run;
use crate::say::{OrProblem, Outcome, long_step, problem};
use crate::tools::{NETWORK, cache};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The relay nostr-relay, which the tests of the `poll` command speak with.
pub fn nostr_relay() -> Outcome {
    environment("nostr-relay", "nostr-relay", "tests/relays", "30 seconds").map(drop)
}

/// The gateway LiteLLM, which the tests of the router speak with.
pub fn litellm() -> Outcome {
    environment("litellm", "litellm", "tests/peers", "30 seconds, 600 MB").map(drop)
}

/// The interpreter for bench/make_model.py and bench/export_onnx.py.
pub fn for_models() -> Outcome<PathBuf> {
    let home = environment("onnxruntime", "onnxruntime", "bench", "5 minutes, 6 GB")?;
    Ok(programs_of(&home).join("python"))
}

/// Installs what `<folder>/requirements.txt` lists, into a folder with the version of its main package, and returns that.
fn environment(name: &str, package: &str, folder: &str, usually: &str) -> Outcome<PathBuf> {
    let requirements = project::root().join(folder).join("requirements.txt");
    let text = std::fs::read_to_string(&requirements)
        .or_problem(&format!("{folder}/requirements.txt could not be read"), "Restore it with `git checkout`.")?;
    let version = version_of(package, &text).ok_or_else(|| {
        problem(format!("{folder}/requirements.txt does not name {package}."), "Restore it with `git checkout`.")
    })?;
    let home = cache()?.join(format!("{name}-{version}"));
    // Written last, so that half an installation is told from a whole one.
    let stamp = home.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == text) {
        return Ok(home);
    }
    let python = "Install Python 3.11 or newer with its venv module, such as `apt install python3-venv`.";
    long_step(&format!("Installing {name} {version}"), usually);
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home), python)?;
    install(&home, &project::root().join("tests/peers/installer.txt"), &requirements)?;
    std::fs::write(&stamp, &text)
        .or_problem("The environment's stamp could not be written", "Check the disk's free space.")?;
    Ok(home)
}

fn programs_of(home: &Path) -> PathBuf {
    home.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// With uv, which installs LiteLLM's hundred packages in a fraction of pip's time. Compiled at once: its start takes a
/// minute of one core without that wherever Python may not write into its folders.
fn install(home: &Path, installer: &Path, requirements: &Path) -> Outcome {
    let bin = programs_of(home);
    let mut pip = Command::new(bin.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"]).arg(installer);
    run(&mut pip, NETWORK)?;
    let mut uv = Command::new(bin.join("uv"));
    uv.args(["pip", "install", "--quiet", "--no-cache", "--compile-bytecode", "--python"]).arg(bin.join("python"));
    uv.args(["--require-hashes", "--requirement"]).arg(requirements);
    run(&mut uv, NETWORK)
}

fn version_of<'t>(package: &str, requirements: &'t str) -> Option<&'t str> {
    let pinned = |line: &'t str| line.strip_prefix(package)?.strip_prefix("==");
    requirements.lines().find_map(pinned)?.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn the_version_is_that_of_the_package_itself() {
        let text = "# litellm==0\nlitellm-extras==2.0\nlitellm==1.2.3 \\\n    --hash=sha256:00\n";
        assert_eq!(version_of("litellm", text), Some("1.2.3"));
        assert_eq!(version_of("lite", text), None);
    }
}
