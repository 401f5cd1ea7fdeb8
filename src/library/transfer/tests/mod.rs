//! Transfers against a server that is played here, byte counts instead of bytes.

mod faults;
mod plain;

use super::*;
use crate::library::catalogue::samples::{file, model};
use crate::library::record::CHUNK;
use std::collections::VecDeque;

/// How an answer goes on after its head.
#[derive(Clone, Copy)]
pub enum Tail {
    /// So many bytes, then the end.
    Ends(u64),
    /// So many bytes, then the connection breaks.
    Breaks(u64),
    /// Nothing more ever comes.
    Stalls,
}

/// A request as the server sees it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub address: String,
    pub range: Option<Range<u64>>,
    pub if_range: Option<String>,
    /// From 1, over all requests.
    pub number: u32,
}

/// Plays driver and server until nothing is left to do.
pub struct Play<S> {
    pub transfer: Transfer,
    pub server: S,
    pub now: f64,
    pub requests: Vec<Asked>,
    /// Bytes the server sent.
    pub sent: u64,
    pub failed: Option<LibraryError>,
    pub finished: bool,
    pub cleared: u32,
    pub hash: fn(usize, u32) -> String,
    /// Pause after so many requests.
    pub pause_after: Option<u32>,
}

impl<S: FnMut(&Asked) -> (Head, Tail)> Play<S> {
    pub fn new(record: Record, server: S) -> Self {
        Play {
            transfer: Transfer::new(record, 0),
            server,
            now: 0.0,
            requests: Vec::new(),
            sent: 0,
            failed: None,
            finished: false,
            cleared: 0,
            hash: |_, _| "good".into(),
            pause_after: None,
        }
    }

    pub fn feed(&mut self, input: Input) -> Vec<Action> {
        self.transfer.take(input, Moment { now: self.now, unix_ms: 1_000, chance: 0.5 })
    }

    pub fn run(mut self, free: Option<u64>) -> Self {
        let mut queue: VecDeque<Action> = self.feed(Input::Begin { free }).into();
        for _ in 0..100_000 {
            while let Some(action) = queue.pop_front() {
                queue.extend(self.act(action));
            }
            let Some(wake) = self.transfer.next_wake() else { return self };
            self.now = self.now.max(wake) + 1.0;
            queue.extend(self.feed(Input::Tick));
        }
        panic!("it never ends");
    }

    fn act(&mut self, action: Action) -> Vec<Action> {
        match action {
            Action::Fetch { flight, address, range, if_range } => {
                let number = self.requests.len() as u32 + 1;
                let asked = Asked { address, range, if_range, number };
                let (head, tail) = (self.server)(&asked);
                self.requests.push(asked);
                if self.pause_after == Some(number) {
                    return self.feed(Input::Pause);
                }
                let mut actions = self.feed(Input::Head(flight, head));
                actions.extend(self.bring(flight, tail));
                actions
            }
            Action::Hash { file } => {
                let sha256 = (self.hash)(file, self.cleared);
                self.feed(Input::Hashed { file, sha256 })
            }
            Action::Clear { .. } => {
                self.cleared += 1;
                Vec::new()
            }
            Action::Failed(error) => {
                self.failed = Some(error);
                Vec::new()
            }
            Action::Finished => {
                self.finished = true;
                Vec::new()
            }
            Action::Abort(_) | Action::Keep => Vec::new(),
        }
    }

    /// The bytes of an answer, a megabyte at a time.
    fn bring(&mut self, flight: FlightId, tail: Tail) -> Vec<Action> {
        let mut actions = Vec::new();
        let (Tail::Ends(mut left) | Tail::Breaks(mut left)) = tail else { return self.feed(Input::Stalled(flight)) };
        while left > 0 {
            let Some((_, _, wanted)) = self.transfer.place(flight) else { return actions };
            let count = left.min(wanted).min(1 << 20);
            self.now += 10.0;
            self.sent += count;
            left -= count;
            actions.extend(self.feed(Input::Wrote(flight, count)));
        }
        actions.extend(match tail {
            Tail::Ends(_) => self.feed(Input::Ended(flight)),
            _ => self.feed(Input::Broke(flight)),
        });
        actions
    }

    pub fn tiles(&self) -> bool {
        self.transfer.record().is_whole()
    }
}

/// A server that does everything right with files of this length.
pub fn sound(length: u64) -> impl FnMut(&Asked) -> (Head, Tail) {
    move |asked| partial(asked, length, "\"v1\"")
}

/// The part that was asked for.
pub fn partial(asked: &Asked, length: u64, etag: &str) -> (Head, Tail) {
    let Some(range) = asked.range.clone() else { return all(length, etag) };
    if asked.if_range.as_deref().is_some_and(|tag| tag != etag) {
        return all(length, etag);
    }
    let end = range.end.min(length);
    let head = Head {
        status: 206,
        content_range: Some(format!("bytes {}-{}/{length}", range.start, end - 1)),
        content_length: Some(end - range.start),
        etag: Some(etag.into()),
        ..Head::default()
    };
    (head, Tail::Ends(end - range.start))
}

/// The whole file, whatever was asked for.
pub fn all(length: u64, etag: &str) -> (Head, Tail) {
    let head = Head { status: 200, content_length: Some(length), etag: Some(etag.into()), ..Head::default() };
    (head, Tail::Ends(length))
}

pub fn status(status: u16) -> (Head, Tail) {
    (Head { status, ..Head::default() }, Tail::Ends(0))
}

pub fn one_file() -> Record {
    Record::new(&model(vec![file("a", 10)]), "https://hub.test")
}
