//! `route`: the router of the page on the command line.

#[path = "route/arguments.rs"]
mod arguments;
#[path = "route/lint.rs"]
mod lint;
#[path = "route/parse.rs"]
mod parse;
#[path = "terminal/print.rs"]
mod print;
#[path = "route/simulate.rs"]
mod simulate;

use arguments::Command;
use shipcheck::gateway::GatewayError;
use shipcheck::gateway::trace::MOST_TRACE_BYTES;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// A message and the exit status that goes with it.
struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    fn bad_input(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 2 }
    }

    /// What is wrong with a file, with its name.
    fn in_file(path: &Path, error: &GatewayError) -> Self {
        Self::bad_input(format!("{}: {error} {}", path.display(), error.remedy()))
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(failure) => {
            print::complain("route", &failure.message);
            ExitCode::from(failure.status)
        }
    }
}

fn run() -> Result<ExitCode, Failure> {
    match Command::parse(std::env::args_os().skip(1))? {
        Command::Help => {
            print(arguments::HELP)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Lint(command) => lint::run(&command),
        Command::Simulate(command) => simulate::run(&command),
        Command::Parse(command) => parse::run(&command),
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::bad_input(format!("{} can't be read: {error}. Name a file that is there.", path.display()))
}

/// A policy, a trace or a file of outages, none of which is larger than a trace may be.
fn read_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read =
        std::fs::File::open(path).and_then(|file| file.take(MOST_TRACE_BYTES as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() > MOST_TRACE_BYTES {
        let message = format!("{} has more than {MOST_TRACE_BYTES} bytes. Take a part of it.", path.display());
        return Err(Failure::bad_input(message));
    }
    String::from_utf8(bytes).map_err(|_| Failure::in_file(path, &GatewayError::NotText))
}

/// One JSON value on stdout.
fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure { message: format!("The result can't be written as JSON: {error}."), status: 1 })?;
    print(&text)
}

/// Lines on stdout.
fn print(text: &str) -> Result<(), Failure> {
    let written = print::print(&format!("{text}\n"));
    written.map(drop).map_err(|message| Failure { message, status: 1 })
}
