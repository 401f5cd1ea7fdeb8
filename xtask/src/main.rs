//! `cargo xtask`: everything one does with this repository, from one command line.
//!
//! `serve` and `test` are enough for a newcomer; both install what is missing. The other commands are the steps
//! these two are made of.

mod bench;
mod browser;
mod check;
mod fuzz;
mod kernels;
mod offline;
mod page;
mod press;
mod programs;
mod project;
mod python;
mod request;
mod run;
mod say;
mod serve;
mod site;
mod suites;
mod tools;

use run::Flags;
use say::{Outcome, problem};
use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <command>

The two you need; both install what is missing first:
  serve   build the page and serve it on http://127.0.0.1:8080/
            --port N            another port
            --open              open a browser too
            --no-build          serve dist/ as it is
            --mount NAME=DIR    serve another folder under /NAME/ (may repeat)
  test    run every check and test; ends with `N passed, M failed`

The steps they are made of:
  build   write dist/, which any static server can host
            --public-url URL    where the page will live (default ./, any folder)
  programs
          build only the Wasm programs beside the page into dist/
  press   check the comparisons and print the pages into dist/
  check   formatting, lints and the rules between rooms
  bench   build and measure: the page (Lighthouse, the sizes that travel, long answers in the
          console), then the engine beside other runtimes
            --no-build          measure dist/ as it is
            --page              the page only
            --models DIR        the engine only, with the model in DIR; otherwise a random one is made (6 GB of tools)
  fuzz [TARGET…]
          give strangers' bytes to every parser, five minutes each, with a sanitizer
            --seconds N         another time for each
  relay   install the relay that the tests of votes speak with
  peers   install the gateways that the tests of the router speak with
";

fn main() -> ExitCode {
    if let Some(code) = programs::wrapper::stand_in() {
        return code;
    }
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    match start(&command, words.collect()) {
        Ok(code) => code,
        Err(problem) => {
            problem.tell();
            ExitCode::FAILURE
        }
    }
}

fn start(command: &str, words: Vec<String>) -> Outcome<ExitCode> {
    std::env::set_current_dir(project::root())
        .map_err(|e| problem(format!("The project folder is gone ({e})."), "Run this from a complete checkout."))?;
    let mut flags = Flags::new(words);
    match command {
        "serve" => {
            let no_build = flags.switch("--no-build");
            let options = serve::Options {
                port: flags.number("--port", "Use a port from 1 to 65535.")?.unwrap_or(8080),
                open: flags.switch("--open"),
                mounts: flags.values("--mount")?,
            };
            flags.finish()?;
            if !no_build {
                page::build("./")?;
            }
            serve::serve(options)?;
        }
        "build" => {
            let public_url = flags.value("--public-url")?.unwrap_or_else(|| "./".into());
            flags.finish()?;
            page::build(&public_url)?;
            say::done("dist/ is ready for any static server.");
        }
        "programs" => {
            flags.finish()?;
            programs::build()?;
            offline::list()?;
        }
        "press" => {
            flags.finish()?;
            press::print()?;
            offline::list()?;
        }
        "bench" => {
            let no_build = flags.switch("--no-build");
            let (page, models) = (flags.switch("--page"), flags.value("--models")?);
            flags.finish()?;
            if !no_build {
                page::build("./")?;
            }
            bench::run(page, models.map(Into::into))?;
        }
        "fuzz" => {
            let seconds = flags.number("--seconds", "Use whole seconds.")?;
            fuzz::fuzz(&flags.names()?, seconds)?;
        }
        "relay" => {
            flags.finish()?;
            python::nostr_relay()?;
        }
        "peers" => {
            flags.finish()?;
            suites::install_peers()?;
        }
        "check" => {
            flags.finish()?;
            return Ok(suites::report(suites::tallied(check::run)));
        }
        "test" => {
            flags.finish()?;
            return Ok(suites::report(suites::tallied(suites::run)));
        }
        "" | "help" | "--help" | "-h" => print!("{HELP}"),
        other => return Err(problem(format!("There is no command `{other}`."), "`cargo xtask help` lists them.")),
    }
    Ok(ExitCode::SUCCESS)
}
