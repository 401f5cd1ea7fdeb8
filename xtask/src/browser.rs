//! A Chromium for the browser tests: the visitor's own, the system's, or Playwright's.

use crate::run::{output, run};
use crate::say::{Outcome, long_step, problem};
use crate::tools;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The browser to test with. `None` means the one Playwright keeps for itself.
pub fn find_or_install(tests: &Path) -> Outcome<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("CHROMIUM_BIN").filter(|name| !name.is_empty()).map(PathBuf::from) {
        let remedy = "Point CHROMIUM_BIN at a Chromium program, or unset it.";
        let missing = || problem(format!("CHROMIUM_BIN names {}, which is not there.", named.display()), remedy);
        return if named.is_file() { Ok(Some(named)) } else { Err(missing()) };
    }
    if let Some(found) = on_path() {
        return Ok(Some(found));
    }
    if output("id", &["-u"]).as_deref() == Some("0") && output("apt-get", &["--version"]).is_some() {
        long_step("Installing Chromium from the system's packages", "1 minute");
        let remedy = "Install Chromium by hand, or set CHROMIUM_BIN to one.";
        run(Command::new("apt-get").args(["update", "-qq"]), tools::NETWORK)?;
        let mut apt = Command::new("apt-get");
        apt.args(["install", "-y", "-qq", "--no-install-recommends", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut apt, remedy)?;
        if let Some(found) = on_path() {
            return Ok(Some(found));
        }
    }
    long_step("Fetching Playwright's Chromium", "1 minute");
    let mut npx = Command::new("npx");
    npx.args(["playwright", "install", "chromium"]).current_dir(tests);
    run(&mut npx, "Install Chromium or Chrome yourself, or set CHROMIUM_BIN to one.")?;
    Ok(None)
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    NAMES
        .iter()
        .find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()))
}
