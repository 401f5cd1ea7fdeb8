//! The `poll` command as a site owner types it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "poll_command/cases.rs"]
mod cases;
#[path = "poll_command/creating.rs"]
mod creating;
#[path = "poll_command/tallying.rs"]
mod tallying;

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

fn poll(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_poll")).args(arguments).output().unwrap()
}

/// Runs without a mistake; returns the object on stdout.
fn json(arguments: &[&str]) -> Value {
    let output = poll(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs with a mistake; returns the one line on stderr.
fn refused(arguments: &[&str], status: i32) -> String {
    let output = poll(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(output.stdout.is_empty());
    message
}

/// A folder of one test, deleted afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("shipcheck-poll-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.join(name), bytes).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn mistakes_are_one_line_and_status_2() {
    let folder = Folder::new("mistakes");
    let (key, out) = (folder.path("key"), folder.path("out"));
    assert!(refused(&["count"], 2).contains("count is no command"));
    assert!(refused(&["tally"], 2).contains("--poll POLL.json"));
    assert!(refused(&["tally", "--poll", "nowhere.json", "x"], 2).contains("nowhere.json can't be read"));
    assert!(refused(&["tally", "--relay", "ws://x"], 2).contains("no option --relay"));
    assert!(refused(&["tally", "--min-pow", "257"], 2).contains("from 0 to 256"));
    assert!(refused(&["tally", "--now", "soon"], 2).contains("2027-01-31T00:00:00Z"));
    assert!(refused(&["tally", "--now", "18446744073709551615"], 2).contains("--now is"));
    assert!(refused(&["create", "--key", &key, "--out", &out], 2).contains("--tool"));
    assert!(refused(&["create", "--tool", "../a=A", "--key", &key, "--out", &out], 2).contains("--tool is ../a=A"));
    assert!(refused(&["snapshot", "--poll", "nowhere.json"], 2).contains("--out FILE"));
    assert!(refused(&["snapshot", "--relay", "https://relay.example"], 2).contains("must begin with wss://"));
    assert!(!folder.0.join("key").exists() && !folder.0.join("out").exists());
}

#[test]
fn help_is_offered() {
    for arguments in [&[][..], &["--help"], &["help"], &["tally", "--help"]] {
        let output = poll(arguments);
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("poll snapshot"));
    }
}
