//! The command line's words.

use super::Failure;
use lexopt::{Arg, Parser, ValueExt};
use shipcheck::gateway::dialect::Dialect;
use std::ffi::OsString;
use std::path::PathBuf;

pub const HELP: &str = "\
Checks and simulates routing policies, and reads recorded responses of AI endpoints.

route lint POLICY.json [--json]
route simulate --policy P.json --trace T.json [--outage O.json] [--seed N] [--json]
route parse --dialect NAME FILE [--json]

lint      names what is wrong in a policy; exit status 1 if it finds anything
simulate  replays a trace under a policy, with outages if you like
  --policy FILE     the policy
  --trace FILE      recorded requests and attempts
  --outage FILE     what breaks, when
  --seed N          0; the same seed gives the same run
parse     reads a response body: an event stream, JSON, or an error
  --dialect NAME    openai, vercel, openrouter, litellm, anthropic, gemini or mistral

  --json            one JSON value instead of a report

docs/GATEWAY.md describes the files and what comes out.";

pub enum Command {
    Help,
    Lint(Lint),
    Simulate(Simulate),
    Parse(Parse),
}

pub struct Lint {
    pub policy: PathBuf,
    pub json: bool,
}

pub struct Simulate {
    pub policy: PathBuf,
    pub trace: PathBuf,
    pub outage: Option<PathBuf>,
    pub seed: u64,
    pub json: bool,
}

pub struct Parse {
    pub dialect: Dialect,
    pub file: PathBuf,
    pub json: bool,
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Failure::bad_input(format!("{error}; see --help"))
    }
}

/// Every word any command knows; each command takes the ones it needs.
#[derive(Default)]
struct Words {
    files: Vec<PathBuf>,
    policy: Option<PathBuf>,
    trace: Option<PathBuf>,
    outage: Option<PathBuf>,
    seed: Option<u64>,
    dialect: Option<Dialect>,
    json: bool,
    help: bool,
}

impl Command {
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let mut parser = Parser::from_args(words);
        let name = match parser.next()? {
            Some(Arg::Value(name)) => name.string()?,
            Some(Arg::Long("help") | Arg::Short('h')) => return Ok(Command::Help),
            Some(other) => return Err(other.unexpected().into()),
            None => return Err(Failure::bad_input("give a command: lint, simulate or parse; see --help")),
        };
        let mut words = Words::read(&mut parser, &name)?;
        if words.help {
            return Ok(Command::Help);
        }
        let json = words.json;
        match name.as_str() {
            "lint" => Ok(Command::Lint(Lint { policy: words.only_file("POLICY.json")?, json })),
            "parse" => {
                let dialect = needed(words.dialect, "--dialect NAME")?;
                Ok(Command::Parse(Parse { dialect, file: words.only_file("FILE")?, json }))
            }
            _ => Ok(Command::Simulate(Simulate {
                policy: needed(words.policy, "--policy FILE")?,
                trace: needed(words.trace, "--trace FILE")?,
                outage: words.outage,
                seed: words.seed.unwrap_or(0),
                json,
            })),
        }
    }
}

impl Words {
    fn read(parser: &mut Parser, command: &str) -> Result<Self, Failure> {
        let mut words = Self::default();
        while let Some(word) = parser.next()? {
            match (command, word) {
                (_, Arg::Long("help") | Arg::Short('h')) => words.help = true,
                (_, Arg::Long("json")) => words.json = true,
                ("lint" | "parse", Arg::Value(file)) => words.files.push(file.into()),
                ("parse", Arg::Long("dialect")) => words.dialect = Some(dialect(&parser.value()?.string()?)?),
                ("simulate", Arg::Long("policy")) => words.policy = Some(parser.value()?.into()),
                ("simulate", Arg::Long("trace")) => words.trace = Some(parser.value()?.into()),
                ("simulate", Arg::Long("outage")) => words.outage = Some(parser.value()?.into()),
                ("simulate", Arg::Long("seed")) => words.seed = Some(parser.value()?.parse()?),
                ("lint" | "parse" | "simulate", other) => return Err(other.unexpected().into()),
                (other, _) => return Err(unknown_command(other)),
            }
        }
        if matches!(command, "lint" | "parse" | "simulate") { Ok(words) } else { Err(unknown_command(command)) }
    }

    fn only_file(&mut self, what: &str) -> Result<PathBuf, Failure> {
        match (self.files.pop(), self.files.is_empty()) {
            (Some(file), true) => Ok(file),
            _ => Err(Failure::bad_input(format!("give one {what}; see --help"))),
        }
    }
}

fn needed<T>(found: Option<T>, what: &str) -> Result<T, Failure> {
    found.ok_or_else(|| Failure::bad_input(format!("{what} is missing; see --help")))
}

fn unknown_command(name: &str) -> Failure {
    Failure::bad_input(format!("there is no command {name}; give lint, simulate or parse"))
}

fn dialect(name: &str) -> Result<Dialect, Failure> {
    Dialect::named(name).ok_or_else(|| {
        let known = Dialect::ALL.map(Dialect::name).join(", ");
        Failure::bad_input(format!("--dialect is {name}, expected one of {known}"))
    })
}
