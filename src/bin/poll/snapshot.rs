//! `poll snapshot`: asks the relays, counts, and writes the file that a page publishes.

use super::arguments::Snapshot as Options;
use super::socket::{Heard, Socket, Trouble};
use super::{Failure, files, report, say};
use shipcheck::voting::poll::{Poll, Rules};
use shipcheck::voting::relay::{ClientMessage, Collector, Outcome, Patience, Step};
use shipcheck::voting::{Snapshot, ToolResult};
use std::collections::BTreeSet;
use std::time::{Duration, Instant, UNIX_EPOCH};

/// What a relay's message may add to the event inside: its name, the subscription and brackets.
const WRAPPING: usize = 1 << 10;

const SOURCE: &str = "Responses to Nostr polls (NIP-88), fetched from the relays listed and checked one by one: \
                      one vote per key, the latest counts.";

pub fn run(options: &Options) -> Result<(), Failure> {
    let polls = options.polls.iter().map(|path| files::read_poll(path)).collect::<Result<Vec<_>, _>>()?;
    let distinct: BTreeSet<_> = polls.iter().map(|poll| poll.id).collect();
    if distinct.len() < polls.len() {
        return Err(Failure::bad_input("The same poll was named twice. Name each --poll once."));
    }
    let collectors = polls.into_iter().map(|poll| collect(poll, options)).collect::<Result<Vec<_>, _>>()?;
    let snapshot = summary(&collectors, options);
    files::replace(&options.out, &report::pretty_json(&snapshot)?)?;
    if options.json {
        say(&format!("{}\n", report::json(&snapshot)?))?;
    } else {
        for tool in &snapshot.tools {
            say(&report::result(&tool.question, &tool.result))?;
        }
        for relay in &snapshot.relays {
            say(&format!("{} {}\n", relay.relay, relay.sentence()))?;
        }
        say(&format!("{} is written.\n", options.out.display()))?;
    }
    Ok(())
}

/// Asks every relay about one poll. Fails if none has answered to the end: the old file is better than half a count.
fn collect(poll: Poll, options: &Options) -> Result<Collector, Failure> {
    let named = if options.relays.is_empty() { &poll.relays } else { &options.relays };
    let mut relays: Vec<String> = Vec::new();
    for relay in named {
        if !relays.contains(relay) {
            relays.push(relay.clone());
        }
    }
    if relays.is_empty() {
        return Err(Failure::bad_input("The poll names no relay. Name one with --relay."));
    }
    let rules = Rules { minimum_work: options.minimum_work, now: options.now, ..Rules::default() };
    let patience = Patience::default();
    let mut collector = Collector::new(poll, &relays, rules, patience);
    for (at, relay) in relays.iter().enumerate() {
        let largest = rules.limits.event_bytes + WRAPPING;
        // A little more than the collector's own patience, so that the collector is the one to say so.
        match Socket::open(relay, largest, Duration::from_millis(patience.total + 5_000)) {
            Ok(socket) => ask(socket, &mut collector, at),
            Err(why) => collector.lost(at, &why),
        }
    }
    if collector.conduct().any(|conduct| conduct.outcome == Outcome::Complete) {
        return Ok(collector);
    }
    let told: Vec<_> = collector.conduct().map(|conduct| format!("{} {}", conduct.relay, conduct.sentence())).collect();
    Err(Failure::machine(format!(
        "No relay answered to the end, so nothing was written: {}. Try again later, or name others with --relay.",
        told.join("; ")
    )))
}

/// The conversation with one relay, from the first question to the goodbye.
fn ask(mut socket: Socket, collector: &mut Collector, relay: usize) {
    let start = Instant::now();
    let milliseconds = || start.elapsed().as_millis() as u64;
    let mut step = Step::Send(collector.connected(relay, 0));
    loop {
        let heard = match step {
            Step::Done => break socket.close(),
            Step::Wait => socket.listen(),
            Step::Send(message) => socket.send(ClientMessage::to_json(&message)).and_then(|()| socket.listen()),
        };
        step = match heard {
            Ok(Heard::Text(text)) => match collector.received(relay, &text, milliseconds()) {
                Step::Wait => collector.tick(relay, milliseconds()),
                step => step,
            },
            Ok(Heard::Nothing) => collector.tick(relay, milliseconds()),
            Err(Trouble::TooLarge) => break collector.overwhelmed(relay),
            Err(Trouble::Broken(why)) => break collector.lost(relay, &why),
        };
    }
}

fn summary(collectors: &[Collector], options: &Options) -> Snapshot {
    let tools: Vec<_> = collectors.iter().map(tool_result).collect();
    let date = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(options.now));
    Snapshot {
        date: date.to_string(),
        taken_at: options.now,
        n: tools.iter().map(|tool| tool.result.valid).sum(),
        from: SOURCE.to_owned(),
        minimum_work: options.minimum_work,
        tools,
        relays: collectors.iter().flat_map(Collector::conduct).cloned().collect(),
    }
}

fn tool_result(collector: &Collector) -> ToolResult {
    let poll = collector.tally().poll();
    ToolResult {
        tool: poll.tool.clone().unwrap_or_else(|| poll.id.to_string()),
        poll: poll.id.to_string(),
        question: poll.question.clone(),
        ends_at: poll.ends_at,
        result: collector.tally().result(),
    }
}
