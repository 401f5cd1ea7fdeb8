//! Programs from PyPI that the tests speak with, each in an environment of its own.

use crate::project;
use crate::run::run;
use crate::say::{OrProblem, Outcome, long_step, problem};
use crate::tools::{NETWORK, cache};
use std::path::Path;
use std::process::Command;

/// The relay nostr-relay, which the tests of the `poll` command speak with.
pub fn nostr_relay() -> Outcome {
    environment("nostr-relay", "nostr_relay", "relays", "30 seconds")
}

/// The gateway LiteLLM, which the tests of the router speak with.
pub fn litellm() -> Outcome {
    environment("litellm", "litellm", "peers", "30 seconds, 600 MB")
}

/// Installs what `tests/<folder>/requirements.txt` lists, into a folder with the version of its main package.
fn environment(name: &str, package: &str, folder: &str, usually: &str) -> Outcome {
    let tests = project::root().join("tests");
    let requirements = tests.join(folder).join("requirements.txt");
    let text = std::fs::read_to_string(&requirements)
        .or_problem(&format!("tests/{folder}/requirements.txt could not be read"), "Restore it with `git checkout`.")?;
    let version = version_of(package, &text).ok_or_else(|| {
        problem(format!("tests/{folder}/requirements.txt does not name {package}."), "Restore it with `git checkout`.")
    })?;
    let home = cache()?.join(format!("{name}-{version}"));
    // Written last, so that half an installation is told from a whole one.
    let stamp = home.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == text) {
        return Ok(());
    }
    let python = "Install Python 3.11 or newer with its venv module, such as `apt install python3-venv`.";
    long_step(&format!("Installing {name} {version}"), usually);
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home), python)?;
    install(&home, &tests.join("peers").join("installer.txt"), &requirements, text.contains("--hash="))?;
    std::fs::write(&stamp, &text)
        .or_problem("The environment's stamp could not be written", "Check the disk's free space.")
}

/// With uv, which installs LiteLLM's hundred packages in a tenth of pip's time.
fn install(home: &Path, installer: &Path, requirements: &Path, has_hashes: bool) -> Outcome {
    let bin = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mut pip = Command::new(bin.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"]).arg(installer);
    run(&mut pip, NETWORK)?;
    let mut uv = Command::new(bin.join("uv"));
    uv.args(["pip", "install", "--quiet", "--no-cache", "--python"]).arg(bin.join("python"));
    uv.args(has_hashes.then_some("--require-hashes")).arg("--requirement").arg(requirements);
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
