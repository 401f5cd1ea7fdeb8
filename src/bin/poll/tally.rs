//! `poll tally`: counts the responses in a file.

use super::arguments::Tally as Options;
use super::files::{Line, each_line, read_poll};
use super::{Failure, report, say};
use shipcheck::voting::Rejection;
use shipcheck::voting::poll::{Rules, Tally};

pub fn run(options: &Options) -> Result<(), Failure> {
    let poll = read_poll(&options.poll)?;
    let rules = Rules { minimum_work: options.minimum_work, now: options.now, ..Rules::default() };
    let mut tally = Tally::new(poll, rules);
    each_line(&options.events, rules.limits.event_bytes, |line| {
        match line {
            Line::Text(text) => tally.examine(text),
            Line::TooLong => tally.reject(Rejection::TooLarge),
        };
    })?;
    if options.json {
        say(&format!("{}\n", report::json(&tally.result())?))?;
    } else {
        say(&report::result(&tally.poll().question, &tally.result()))?;
    }
    Ok(())
}
