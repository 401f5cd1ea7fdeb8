//! The list of everything that makes a build, `dist/offline.json`: from it a browser keeps the page for visits without a
//! network (`public/offline-worker.js`).

use crate::programs::folder::{files, hash_of, hex};
use crate::project;
use crate::say::{OrProblem, Outcome};
use sha2::{Digest, Sha256};
use std::path::Path;

const REBUILD: &str = "Run `cargo xtask build`.";
const FILE: &str = "offline.json";
/// The browser fetches these two by itself, whenever it likes.
const APART: [&str; 2] = [FILE, "offline-worker.js"];
/// For other programs than the page.
const FOREIGN: [&str; 2] = ["cards", "schema"];

/// Lists what is in `dist/`; comes after everything else. Trunk's hooks run side by side, so it can't be one of them.
pub fn list() -> Outcome {
    if std::env::var_os("TRUNK_STAGING_DIR").is_some() { Ok(()) } else { list_in(&project::dist()) }
}

fn list_in(dist: &Path) -> Outcome {
    let mut all = Sha256::new();
    let mut listed = Vec::new();
    for path in files(dist)? {
        let inside = path.strip_prefix(dist).unwrap_or(&path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        // Trunk's unfinished work lies in a hidden folder.
        let hidden = parts.iter().any(|part| part.starts_with('.'));
        if hidden || FOREIGN.contains(&&*parts[0]) || APART.contains(&name.as_str()) {
            continue;
        }
        let sha256 = hash_of(&path)?;
        all.update(format!("{sha256} {name}\n"));
        let bytes = path.metadata().map(|about| about.len()).or_problem("dist/ is unreadable", REBUILD)?;
        listed.push(serde_json::json!({ "path": name, "bytes": bytes, "sha256": sha256 }));
    }
    // Another one as soon as any file is another.
    let build = &hex(&all.finalize())[..16];
    let list = serde_json::json!({ "build": build, "files": listed });
    std::fs::write(dist.join(FILE), format!("{list}\n"))
        .or_problem("offline.json could not be written", "Check the disk's free space.")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_listed_and_a_change_makes_another_build() {
        let dist = std::env::temp_dir().join(format!("shipcheck-offline-{}", std::process::id()));
        let put = |name: &str, text: &str| {
            let path = dist.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let read = || -> serde_json::Value {
            list_in(&dist).unwrap();
            serde_json::from_slice(&std::fs::read(dist.join(FILE)).unwrap()).unwrap()
        };
        for name in ["index.html", "models/index.html", "offline-worker.js", "cards/a.png", ".stage/index.html"] {
            put(name, "abc");
        }
        let first = read();
        let names: Vec<_> = first["files"].as_array().unwrap().iter().map(|file| file["path"].clone()).collect();
        assert_eq!(names, ["index.html", "models/index.html"]);
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((first["files"][0]["sha256"].as_str(), first["files"][0]["bytes"].as_u64()), (Some(hash), Some(3)));
        assert_eq!(read(), first, "the list itself is not in it");
        put("index.html", "abd");
        assert_ne!(read()["build"], first["build"]);
        std::fs::remove_dir_all(dist).unwrap();
    }
}
