//! `poll`: makes the polls of a comparison, counts responses in a file, and takes the snapshot that a page publishes.
//!
//! The rules are those of the room `voting`, the very code that the page runs. This door adds what the room lacks: a
//! clock, random bytes, files and websockets.

#[path = "poll/arguments.rs"]
mod arguments;
#[path = "poll/create.rs"]
mod create;
#[path = "poll/failure.rs"]
mod failure;
#[path = "poll/files.rs"]
mod files;
#[path = "poll/machine.rs"]
mod machine;
#[path = "terminal/print.rs"]
mod print;
#[path = "poll/publish.rs"]
mod publish;
#[path = "poll/report.rs"]
mod report;
#[path = "poll/snapshot.rs"]
mod snapshot;
#[path = "poll/socket.rs"]
mod socket;
#[path = "poll/tally.rs"]
mod tally;

use arguments::Command;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            print::complain("poll", &failure.message);
            ExitCode::from(failure.status)
        }
    }
}

fn run() -> Result<(), Failure> {
    match arguments::parse(std::env::args_os().skip(1))? {
        Command::Help => say(&format!("{}\n", arguments::HELP)),
        Command::Create(options) => create::run(&options),
        Command::Tally(options) => tally::run(&options),
        Command::Snapshot(options) => snapshot::run(&options),
    }
}

/// Text on stdout.
fn say(text: &str) -> Result<(), Failure> {
    print::print(text).map(drop).map_err(Failure::machine)
}
