//! The walls between rooms: who may import whom, as docs/ARCHITECTURE.md says.
//!
//! This reads the sources as text, so that it also sees code that the current features leave out.

#![allow(clippy::unwrap_used)]

#[path = "rooms/source.rs"]
mod source;

use source::{Source, sources};
use std::collections::BTreeMap;
use std::path::Path;

/// A room, the parts of the crate it may import, and the foreign crates that are its own business.
struct Room {
    name: &'static str,
    crate_paths: &'static [&'static str],
    foreign: &'static [&'static str],
}

const ROOMS: [Room; 14] = [
    Room {
        name: "vlm",
        crate_paths: &[],
        foreign: &["candle", "tokenizers", "image", "minijinja", "shipcheck_kernels"],
    },
    Room { name: "engine", crate_paths: &["library", "vlm"], foreign: &[] },
    Room { name: "library", crate_paths: &[], foreign: &["schemars", "sha2"] },
    Room { name: "ballots", crate_paths: &["voting"], foreign: &[] },
    Room {
        name: "browser",
        crate_paths: &["ballots", "engine", "library", "vlm", "voting"],
        foreign: &["web_sys", "js_sys", "wasm_bindgen", "gloo", "serde_wasm_bindgen", "getrandom"],
    },
    Room {
        name: "app",
        crate_paths: &["ballots", "engine", "browser", "comparison", "library", "sheets", "voting", "widgets"],
        foreign: &["leptos"],
    },
    Room { name: "comparison", crate_paths: &["voting"], foreign: &["schemars"] },
    Room { name: "sheets", crate_paths: &["comparison", "voting"], foreign: &["leptos"] },
    Room {
        name: "press",
        crate_paths: &["comparison", "library", "sheets", "shelf", "voting"],
        foreign: &["leptos", "resvg", "schemars", "sha2"],
    },
    Room { name: "console", crate_paths: &["gateway", "engine", "browser", "widgets"], foreign: &["leptos"] },
    Room { name: "shelf", crate_paths: &["library", "browser", "widgets"], foreign: &["leptos"] },
    Room { name: "widgets", crate_paths: &["browser"], foreign: &["leptos"] },
    Room { name: "gateway", crate_paths: &[], foreign: &["sha2"] },
    Room { name: "voting", crate_paths: &[], foreign: &["k256", "sha2", "base16ct"] },
];

/// The programs: thin doors that may open on few rooms.
const DOORS: [Room; 11] = [
    Room { name: "main", crate_paths: &["app"], foreign: &[] },
    Room { name: "bin/press", crate_paths: &["press"], foreign: &[] },
    Room {
        name: "bin/engine",
        crate_paths: &["engine", "browser"],
        foreign: &["wasm_bindgen", "js_sys", "serde_wasm_bindgen"],
    },
    Room { name: "bin/library", crate_paths: &["browser"], foreign: &["wasm_bindgen"] },
    Room { name: "bin/shelf", crate_paths: &["shelf"], foreign: &[] },
    Room { name: "bin/ballots", crate_paths: &["browser"], foreign: &["wasm_bindgen"] },
    Room { name: "bin/console", crate_paths: &["console"], foreign: &[] },
    Room { name: "bin/caption", crate_paths: &["vlm"], foreign: &["image"] },
    Room { name: "bin/poll", crate_paths: &["voting"], foreign: &["tungstenite", "rustls", "getrandom", "humantime"] },
    Room { name: "bin/route", crate_paths: &["gateway"], foreign: &[] },
    Room { name: "bin/terminal", crate_paths: &[], foreign: &[] },
];

/// Crates that may appear only where a room or door names them. A prefix stands for its family.
const WATCHED: [&str; 20] = [
    "candle",
    "shipcheck_kernels",
    "tokenizers",
    "image",
    "minijinja",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "serde_wasm_bindgen",
    "gloo",
    "leptos",
    "resvg",
    "schemars",
    "k256",
    "sha2",
    "base16ct",
    "tungstenite",
    "rustls",
    "getrandom",
    "humantime",
];

const LONGEST_FILE: usize = 300;

#[test]
fn no_wall_is_crossed() {
    let mut complaints = Vec::new();
    for source in sources("src") {
        let Some(room) = room_of(&source) else { continue };
        for (line, path) in source.crate_paths() {
            let first = path.split("::").next().unwrap_or_default();
            let inside = first == room.name || !ROOMS.iter().any(|other| other.name == first);
            let allowed = room.crate_paths.iter().any(|open| path == *open || path.starts_with(&format!("{open}::")));
            if !inside && !allowed {
                complaints.push(format!("{}:{line}: `{}` imports `{path}`", source.name, room.name));
            }
        }
        for (line, name) in source.foreign_crates(&WATCHED) {
            let owned = |family: &&str| name == **family || name.starts_with(&format!("{family}_"));
            if !room.foreign.iter().any(owned) {
                complaints.push(format!("{}:{line}: `{}` uses the crate `{name}`", source.name, room.name));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_folder_is_a_room() {
    for source in sources("src") {
        assert!(source.name == "src/lib.rs" || room_of(&source).is_some(), "{} is in no room", source.name);
    }
}

/// The table in docs/ARCHITECTURE.md and the constants above say the same.
#[test]
fn the_architecture_is_as_written() {
    let document = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let mut written = BTreeMap::new();
    for row in document.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        for name in quoted(cells[1]) {
            written.insert(name, quoted(cells[3]));
        }
    }
    let ours: BTreeMap<_, _> = ROOMS
        .iter()
        .map(|room| (room.name.to_owned(), room.crate_paths.iter().map(|path| (*path).to_owned()).collect()))
        .collect();
    assert_eq!(written, ours, "docs/ARCHITECTURE.md (left) and tests/rooms.rs (right) disagree");
}

#[test]
fn every_room_says_what_it_may_import() {
    for room in ROOMS.iter().filter(|room| root().join("src").join(room.name).is_dir()) {
        let file = root().join("src").join(room.name).join("mod.rs");
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let doc: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        let said = doc.to_lowercase();
        assert!(
            said.contains("may import") || said.contains("imports nothing"),
            "src/{}/mod.rs does not begin with what the room is for and what it may import",
            room.name
        );
        for path in room.crate_paths.iter().filter(|path| !path.contains("::")) {
            assert!(doc.contains(&format!("`{path}")), "src/{}/mod.rs does not mention `{path}`", room.name);
        }
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    let mut complaints = Vec::new();
    for source in ["src", "kernels/src", "xtask/src", "tests"].into_iter().flat_map(sources) {
        let lines = source.lines_outside_tests();
        if lines > LONGEST_FILE {
            complaints.push(format!("{}: {lines} lines; split it below {LONGEST_FILE}", source.name));
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn nothing_is_left_for_later() {
    let mut complaints = Vec::new();
    // Written in halves, or this line would be its own finding.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimplemented", "!(")];
    for source in ["src", "kernels/src", "xtask/src", "tests"].into_iter().flat_map(sources) {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                complaints.push(format!("{}:{}: {word}", source.name, number + 1));
            }
        }
    }
    for source in ["src", "kernels/src", "xtask/src"].into_iter().flat_map(sources).filter(|source| !source.is_test()) {
        for line in source.lines_with_code(".unwrap()") {
            complaints.push(format!("{}:{line}: unwrap() outside a test", source.name));
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn room_of(source: &Source) -> Option<&'static Room> {
    let path = source.name.strip_prefix("src/")?;
    let within = |room: &&Room| path.strip_prefix(room.name).is_some_and(|rest| rest.starts_with(['/', '.']));
    DOORS.iter().chain(&ROOMS).find(within)
}

/// Everything between backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
