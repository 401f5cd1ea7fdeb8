//! One style sheet out of many: a phone on a slow line asks once before it paints, not fifteen times.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::{
    PressError,
    files::{at, put},
};

const LINK: &str = "<link rel=\"stylesheet\" href=\"./";

/// Joins the sheets that `shell` links to, in their order, and returns the shell with one link in place of the first.
pub fn gather(shell: &str, dist: &Path) -> Result<String, PressError> {
    let mut sheet = String::new();
    let mut lines = Vec::new();
    let mut first = None;
    for line in shell.lines() {
        let Some(name) = line.trim_start().strip_prefix(LINK).and_then(|rest| rest.split('"').next()) else {
            lines.push(line.to_owned());
            continue;
        };
        let path = dist.join(name);
        sheet.push_str(&std::fs::read_to_string(&path).map_err(|error| at(&path, error))?);
        std::fs::remove_file(&path).map_err(|error| at(&path, error))?;
        first.get_or_insert(lines.len());
    }
    if let Some(first) = first {
        let hash: String = Sha256::digest(&sheet)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("style-{hash}.css");
        put(dist, &name, sheet.as_bytes())?;
        lines.insert(first, format!("    {LINK}{name}\">"));
    }
    Ok(lines.join("\n") + "\n")
}
