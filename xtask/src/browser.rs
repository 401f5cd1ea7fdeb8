//! Browsers for the tests: a Chromium, the visitor's own, the system's, or Playwright's; and a Firefox where there is one.

use crate::run::{output, run};
use crate::say::{Outcome, long_step, problem, step};
use crate::tools;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHROMIUM: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];

/// The browser to test with. `None` means the one Playwright keeps for itself.
pub fn find_or_install(tests: &Path) -> Outcome<Option<PathBuf>> {
    if let Some(found) = at_hand("CHROMIUM_BIN", &CHROMIUM)? {
        return Ok(Some(found));
    }
    if from_the_system("Chromium", "chromium")?
        && let Some(found) = on_path(&CHROMIUM)
    {
        return Ok(Some(found));
    }
    long_step("Fetching Playwright's Chromium", "1 minute");
    let mut npx = Command::new("npx");
    npx.args(["playwright", "install", "chromium"]).current_dir(tests);
    run(&mut npx, "Install Chromium or Chrome yourself, or set CHROMIUM_BIN to one.")?;
    Ok(None)
}

/// The Firefox that people have. `None` where there is none and none can be had: its tests are left out then.
pub fn firefox() -> Outcome<Option<PathBuf>> {
    if let Some(found) = at_hand("FIREFOX_BIN", &FIREFOX)? {
        return Ok(Some(found));
    }
    if !from_the_system("Firefox", "firefox-esr").unwrap_or_default() {
        step("There is no Firefox here: what is tested in it is left out. FIREFOX_BIN may name one");
    }
    Ok(on_path(&FIREFOX))
}

/// The program that a variable names, or one on the path.
fn at_hand(variable: &str, names: &[&str]) -> Outcome<Option<PathBuf>> {
    let Some(named) = std::env::var_os(variable).filter(|name| !name.is_empty()).map(PathBuf::from) else {
        return Ok(on_path(names));
    };
    let missing = format!("{variable} names {}, which is not there.", named.display());
    let remedy = format!("Point {variable} at a browser, or unset it.");
    if named.is_file() { Ok(Some(named)) } else { Err(problem(missing, &remedy)) }
}

/// Installs a package where this user may; says whether it tried.
fn from_the_system(name: &str, package: &str) -> Outcome<bool> {
    if output("id", &["-u"]).as_deref() != Some("0") || output("apt-get", &["--version"]).is_none() {
        return Ok(false);
    }
    long_step(&format!("Installing {name} from the system's packages"), "1 minute");
    run(Command::new("apt-get").args(["update", "-qq"]), tools::NETWORK)?;
    let mut apt = Command::new("apt-get");
    apt.args(["install", "-y", "-qq", "--no-install-recommends", package]).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut apt, "Install a browser by hand, and name it in CHROMIUM_BIN or FIREFOX_BIN.")?;
    Ok(true)
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names
        .iter()
        .find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()))
}
