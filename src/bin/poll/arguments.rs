//! The command line's words.

use super::{Failure, machine};
use lexopt::{Arg, Parser, ValueExt};
use shipcheck::voting::poll::relay_address;
use std::ffi::OsString;
use std::path::PathBuf;

pub const HELP: &str = "\
Makes and counts the polls of a comparison.

poll create --tool ID=NAME --tool ID=NAME --key FILE --out DIR [--ends DATE] [--relay URL …]
poll tally --poll POLL.json EVENTS.jsonl
poll snapshot --poll POLL.json [--poll POLL.json …] --out FILE

create: writes one signed poll per tool, DIR/ID.json, and publishes them if there are relays
  --tool ID=NAME   a tool; ID names the file, NAME stands in the question
  --key FILE       the owner's secret key; made new if the file does not exist
  --out DIR        where the polls go; existing files are never overwritten
  --ends DATE      like 2027-01-31T00:00:00Z, or a Unix time; without it the polls have no end
  --relay URL      wss://…; may be repeated
  --work BITS      proof of work of the polls themselves, for relays that ask for it (0)

tally: counts the responses in a file with one event per line; - is the standard input
  --poll FILE      the poll's event
  --min-pow N      proof of work each ballot must show, in bits (0)

snapshot: asks the relays for the responses and writes the counts
  --poll FILE      a poll's event; repeat it for each tool
  --relay URL      instead of the relays that the polls name; may be repeated
  --min-pow N      as above
  --out FILE       the published file

everywhere
  --now DATE       instead of the clock
  --json           one JSON object instead of text";

pub enum Command {
    Help,
    Create(Create),
    Tally(Tally),
    Snapshot(Snapshot),
}

pub struct Create {
    /// Id and name.
    pub tools: Vec<(String, String)>,
    pub key: PathBuf,
    pub out: PathBuf,
    pub ends_at: Option<u64>,
    pub relays: Vec<String>,
    pub work: u32,
    pub now: u64,
    pub json: bool,
}

pub struct Tally {
    pub poll: PathBuf,
    pub events: PathBuf,
    pub minimum_work: u32,
    pub now: u64,
    pub json: bool,
}

pub struct Snapshot {
    pub polls: Vec<PathBuf>,
    pub relays: Vec<String>,
    pub minimum_work: u32,
    pub out: PathBuf,
    pub now: u64,
    pub json: bool,
}

/// Every word as it was given, before it is known which command it belongs to.
#[derive(Default)]
struct Words {
    tools: Vec<(String, String)>,
    polls: Vec<PathBuf>,
    relays: Vec<String>,
    files: Vec<PathBuf>,
    key: Option<PathBuf>,
    out: Option<PathBuf>,
    ends_at: Option<u64>,
    work: Option<u32>,
    minimum_work: Option<u32>,
    now: Option<u64>,
    json: bool,
}

pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, Failure> {
    let mut parser = Parser::from_args(words);
    let command = match parser.next()? {
        Some(Arg::Value(name)) => name.string()?,
        None | Some(Arg::Long("help") | Arg::Short('h')) => return Ok(Command::Help),
        Some(other) => return Err(other.unexpected().into()),
    };
    let allowed: &[&str] = match command.as_str() {
        "create" => &["tool", "key", "out", "ends", "relay", "work"],
        "tally" => &["poll", "min-pow"],
        "snapshot" => &["poll", "relay", "min-pow", "out"],
        "help" => return Ok(Command::Help),
        other => {
            return Err(Failure::bad_input(format!("{other} is no command: create, tally or snapshot; see --help")));
        }
    };
    let Some(words) = Words::read(&mut parser, &command, allowed)? else { return Ok(Command::Help) };
    match command.as_str() {
        "create" => words.create(),
        "tally" => words.tally(),
        _ => words.snapshot(),
    }
}

impl Words {
    /// `None` if help was asked for.
    fn read(parser: &mut Parser, command: &str, allowed: &[&str]) -> Result<Option<Self>, Failure> {
        let mut words = Self::default();
        while let Some(word) = parser.next()? {
            match word {
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Long("json") => words.json = true,
                Arg::Long("now") => words.now = Some(date("--now", &parser.value()?.string()?)?),
                Arg::Long(name) if !allowed.contains(&name) => {
                    return Err(Failure::bad_input(format!("poll {command} has no option --{name}; see --help")));
                }
                Arg::Long("tool") => words.tools.push(tool(&parser.value()?.string()?)?),
                Arg::Long("key") => words.key = Some(parser.value()?.into()),
                Arg::Long("out") => words.out = Some(parser.value()?.into()),
                Arg::Long("ends") => words.ends_at = Some(date("--ends", &parser.value()?.string()?)?),
                Arg::Long("relay") => words.relays.push(relay_address(&parser.value()?.string()?)?),
                Arg::Long("work") => words.work = Some(bits("--work", &parser.value()?.string()?)?),
                Arg::Long("poll") => words.polls.push(parser.value()?.into()),
                Arg::Long("min-pow") => words.minimum_work = Some(bits("--min-pow", &parser.value()?.string()?)?),
                Arg::Value(file) if command == "tally" => words.files.push(file.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Some(words))
    }

    fn create(self) -> Result<Command, Failure> {
        if self.tools.is_empty() {
            return Err(missing("--tool ID=NAME, once for each tool"));
        }
        Ok(Command::Create(Create {
            now: self.now()?,
            tools: self.tools,
            key: self.key.ok_or_else(|| missing("--key FILE"))?,
            out: self.out.ok_or_else(|| missing("--out DIR"))?,
            ends_at: self.ends_at,
            relays: self.relays,
            work: self.work.unwrap_or(0),
            json: self.json,
        }))
    }

    fn tally(self) -> Result<Command, Failure> {
        let now = self.now()?;
        let (Ok([poll]), Ok([events])) = (<[_; 1]>::try_from(self.polls), <[_; 1]>::try_from(self.files)) else {
            return Err(missing("one --poll POLL.json and one EVENTS.jsonl"));
        };
        let minimum_work = self.minimum_work.unwrap_or(0);
        Ok(Command::Tally(Tally { poll, events, minimum_work, now, json: self.json }))
    }

    fn snapshot(self) -> Result<Command, Failure> {
        if self.polls.is_empty() {
            return Err(missing("--poll POLL.json, once for each tool"));
        }
        Ok(Command::Snapshot(Snapshot {
            now: self.now()?,
            polls: self.polls,
            relays: self.relays,
            minimum_work: self.minimum_work.unwrap_or(0),
            out: self.out.ok_or_else(|| missing("--out FILE"))?,
            json: self.json,
        }))
    }

    fn now(&self) -> Result<u64, Failure> {
        self.now.map_or_else(machine::now, Ok)
    }
}

fn missing(what: &str) -> Failure {
    Failure::bad_input(format!("give {what}; see --help"))
}

/// The last second of the year 9999, after which dates are no longer written with four digits.
const LAST_DATE: u64 = 253_402_300_799;

/// Unix time in seconds, of a number or a date as in RFC 3339.
fn date(option: &str, word: &str) -> Result<u64, Failure> {
    let of_date = || humantime::parse_rfc3339_weak(word).ok()?.duration_since(std::time::UNIX_EPOCH).ok();
    let seconds = word.parse().ok().or_else(|| Some(of_date()?.as_secs())).filter(|seconds| *seconds <= LAST_DATE);
    seconds.ok_or_else(|| {
        Failure::bad_input(format!("{option} is {word}, expected a Unix time or a date like 2027-01-31T00:00:00Z"))
    })
}

fn bits(option: &str, word: &str) -> Result<u32, Failure> {
    let bits = word.parse().ok().filter(|bits| *bits <= 256);
    bits.ok_or_else(|| Failure::bad_input(format!("{option} is {word}, expected a number of bits from 0 to 256")))
}

/// `id=Name`. The id becomes a file's name.
fn tool(word: &str) -> Result<(String, String), Failure> {
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    match word.split_once('=') {
        Some((id, name)) if is_id(id) && !name.trim().is_empty() => Ok((id.to_owned(), name.trim().to_owned())),
        _ => Err(Failure::bad_input(format!(
            "--tool is {word}, expected ID=NAME with an id of letters, digits, - and _"
        ))),
    }
}
