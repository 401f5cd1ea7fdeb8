//! `poll create`: one signed poll per tool.

use super::arguments::Create as Options;
use super::{Failure, files, machine, publish, report, say};
use serde_json::json;
use shipcheck::voting::nostr::{Draft, Event, Miner, SecretKey};
use shipcheck::voting::poll::Announcement;
use shipcheck::voting::relay::{Outbox, State};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A poll and the file it was written to.
struct Made {
    tool: String,
    event: Event,
    file: PathBuf,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    // Everything that can be refused is looked at before a key or a file is made.
    let drafts = options.tools.iter().map(|tool| draft(options, tool)).collect::<Result<Vec<_>, _>>()?;
    let mut tools = BTreeSet::new();
    for (tool, _) in &options.tools {
        if !tools.insert(tool) {
            return Err(Failure::bad_input(format!("The tool {tool} is named twice. Give each its own id.")));
        }
        files::check_new(&file_of(options, tool))?;
    }
    std::fs::create_dir_all(&options.out).map_err(|error| Failure::unwritable(&options.out, &error))?;
    let (key, is_new) = files::read_or_make_key(&options.key)?;
    let mut made = Vec::new();
    for ((tool, _), draft) in options.tools.iter().zip(drafts) {
        let event = sign(draft, &key, options.work)?;
        let file = file_of(options, tool);
        files::write_new(&file, &format!("{}\n", event.to_json()))?;
        made.push(Made { tool: tool.clone(), event, file });
    }
    let events: Vec<_> = made.iter().map(|poll| poll.event.clone()).collect();
    let outbox = publish::publish(&events, &options.relays)?;
    tell(options, &made, &outbox, is_new)?;
    check_published(&made, &outbox)
}

fn file_of(options: &Options, tool: &str) -> PathBuf {
    options.out.join(format!("{tool}.json"))
}

fn draft(options: &Options, (tool, name): &(String, String)) -> Result<Draft, Failure> {
    let announcement = Announcement {
        tool: tool.clone(),
        question: format!("Would you ship with {name}?"),
        created_at: options.now,
        ends_at: options.ends_at,
        relays: options.relays.clone(),
    };
    Ok(announcement.draft()?)
}

fn sign(draft: Draft, key: &SecretKey, work: u32) -> Result<Event, Failure> {
    let draft = if work == 0 {
        draft
    } else {
        let nonce = Miner::new(&draft, &key.public(), work, 0).mine(u64::MAX);
        draft.with_nonce(nonce.ok_or_else(|| Failure::machine("No proof of work was found. Ask for less --work."))?)
    };
    Ok(draft.sign(key, &machine::random()?)?)
}

fn tell(options: &Options, made: &[Made], outbox: &Outbox, is_new: bool) -> Result<(), Failure> {
    if options.json {
        let poll = |poll: &Made| {
            let (file, relays) = (poll.file.display().to_string(), relays_of(outbox, &poll.event));
            json!({ "tool": poll.tool, "poll": poll.event.id, "file": file, "published_on": relays })
        };
        let polls: Vec<_> = made.iter().map(poll).collect();
        return say(&format!("{}\n", json!({ "polls": polls, "ends_at": options.ends_at })));
    }
    if is_new {
        let key = options.key.display();
        say(&format!("{key}: a new key. Keep it safe: whoever has it can make polls in your name.\n"))?;
    }
    for poll in made {
        say(&format!("{}: poll {}\n", poll.file.display(), poll.event.id))?;
    }
    say(&report::published(outbox))
}

/// The relays that have taken an event.
fn relays_of<'a>(outbox: &'a Outbox, event: &Event) -> Vec<&'a str> {
    let taken = outbox.parcels().iter().filter(|parcel| parcel.event.id == event.id && parcel.state == State::Accepted);
    taken.map(|parcel| parcel.relay.as_str()).collect()
}

/// A poll that no relay has can't be answered.
fn check_published(made: &[Made], outbox: &Outbox) -> Result<(), Failure> {
    let lonely = made.iter().find(|poll| !outbox.parcels().is_empty() && relays_of(outbox, &poll.event).is_empty());
    lonely.map_or(Ok(()), |poll| {
        let what = format!("No relay has taken the poll about {}: {}", poll.tool, report::published(outbox));
        Err(Failure::machine(format!("{what}Run it again with another --relay and another --out.")))
    })
}
