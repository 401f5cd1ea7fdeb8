//! Folders of built files: what is in them, as one number, and elsewhere.

use super::make::REBUILD;
use crate::say::{OrProblem, Outcome};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// One number for everything in a folder, file names included.
pub fn digest(folder: &Path) -> Outcome<String> {
    let mut all = Sha256::new();
    for file in files(folder)? {
        all.update(file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().as_bytes());
        all.update(hash_of(&file)?);
    }
    Ok(hex(&all.finalize()))
}

pub fn hash_of(file: &Path) -> Outcome<String> {
    let bytes = std::fs::read(file).or_problem(&format!("{} is unreadable", file.display()), REBUILD)?;
    Ok(hex(&Sha256::digest(bytes)))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every file below a folder, in a fixed order.
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).or_problem("A program's folder is unreadable", REBUILD)?.flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

pub fn copy(from: &Path, to: &Path) -> Outcome {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        let folder = target.parent().unwrap_or(to);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::copy(&file, &target).map(drop))
            .or_problem(&format!("{} could not be written", target.display()), "Check the disk's free space.")?;
    }
    Ok(())
}
