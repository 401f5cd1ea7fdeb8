//! What the commands do when nobody can read what they say.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fs::OpenOptions;
use std::io::pipe;
use std::process::{Command, Stdio};

const COMMANDS: [&str; 3] = [env!("CARGO_BIN_EXE_caption"), env!("CARGO_BIN_EXE_poll"), env!("CARGO_BIN_EXE_route")];

/// The exit code, and what was said on standard error.
fn help_into(command: &str, out: impl Into<Stdio>) -> (Option<i32>, String) {
    let output = Command::new(command).arg("--help").stdout(out).stderr(Stdio::piped()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_reader_who_has_left_is_no_failure_to_speak_of() {
    for command in COMMANDS {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let (code, said) = help_into(command, writer);
        assert!(code.is_some(), "{command} ended by a signal");
        assert!(said.is_empty(), "{command}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_one_line() {
    for command in COMMANDS {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (code, said) = help_into(command, full);
        assert!(code.is_some_and(|code| code > 0), "{command}: {code:?}");
        assert!(said.lines().count() == 1 && !said.contains("panicked"), "{command}: {said}");
    }
}
