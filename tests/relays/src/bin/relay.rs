//! What the browser tests of votes need from outside a browser: a relay, polls, ballots, an extension's signature.
//!
//! ```text
//! relay serve --port N [--work BITS] [--seed EVENTS.jsonl]    until its standard input ends
//! relay poll TOOL [--begun SECONDS-AGO]
//! relay ballots POLL.json --count N --bad PER-CENT [--work BITS]
//! relay key                                                   the public key of `sign`
//! relay sign                                                  an unsigned event on standard input
//! ```

use nostr_relay_builder::prelude::{
    Event as StoredEvent, JsonUtil, LocalRelay, MemoryDatabase, MemoryDatabaseOptions, NostrDatabase, RateLimit,
    RelayBuilder,
};
use relay_tests::voters;
use serde_json::{Value, from_value};
use shipcheck::voting::nostr::{Draft, SecretKey};
use shipcheck::voting::poll::Poll;
use std::io::Read;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |name: &str| value(&words, name).map_or(0, |digits| digits.parse().unwrap());
    match words[..] {
        ["serve", ..] => serve(number("--port") as u16, number("--work") as u8, value(&words, "--seed")),
        ["poll", tool, ..] => println!("{}", voters::poll(tool, number("--begun")).to_json()),
        ["ballots", file, ..] => {
            let poll = Poll::parse(&std::fs::read_to_string(file).unwrap()).unwrap();
            let ballots = voters::ballots(&poll, number("--count"), number("--bad"), number("--work") as u32);
            ballots.for_each(|line| println!("{line}"));
        }
        ["key"] => println!("{}", key().public()),
        ["sign"] => println!("{}", sign()),
        _ => panic!("usage: relay serve | poll | ballots | key | sign"),
    }
}

fn value<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1)).copied()
}

/// The seed goes past the relay's checks, so that it may be as bad as what a lying relay makes up.
#[tokio::main]
async fn serve(port: u16, work: u8, seed: Option<&str>) {
    let database = MemoryDatabase::with_opts(MemoryDatabaseOptions { events: true, max_events: None });
    for line in seed.map(|file| std::fs::read_to_string(file).unwrap()).unwrap_or_default().lines() {
        database.save_event(&StoredEvent::from_json(line).unwrap()).await.unwrap();
    }
    let limit = RateLimit { max_reqs: 500, notes_per_minute: 100_000 };
    let relay = LocalRelay::new(RelayBuilder::default().port(port).min_pow(work).rate_limit(limit).database(database));
    relay.run().await.unwrap();
    println!("{}", relay.url().await);
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
}

/// The key of the visitor's extension.
fn key() -> SecretKey {
    SecretKey::from_bytes(&[3; 32]).unwrap()
}

fn sign() -> String {
    let mut unsigned: Value = serde_json::from_reader(std::io::stdin()).unwrap();
    let mut field = |name: &str| unsigned[name].take();
    let draft = Draft {
        kind: from_value(field("kind")).unwrap(),
        created_at: from_value(field("created_at")).unwrap(),
        tags: from_value(field("tags")).unwrap(),
        content: from_value(field("content")).unwrap(),
    };
    draft.sign(&key(), &[0; 32]).unwrap().to_json()
}
