//! What goes into the session and what comes out of it.

use super::protocol::{Report, Request, Sent};
use crate::voting::relay::Parcel;

/// What the session cannot know by itself. Fresh for every input.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Unix time in milliseconds.
    pub now: u64,
    /// Bytes that nobody can guess.
    pub random: [u8; 64],
}

/// A connection to a relay, named by what it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Carries votes to this relay.
    Post { relay: String },
    /// Fetches the responses to a poll, both by their place in the lists.
    Count { poll: usize, relay: usize },
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Request(Request),
    Opened(Line),
    Heard(Line, String),
    /// The connection broke or never came about.
    Closed(Line),
    /// It is time to go on with the proof of work.
    Work,
    /// Time has passed.
    Tick,
}

/// Something to do, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Report(Report),
    Open(Line, String),
    Send(Line, String),
    Close(Line),
    /// Hand in `Work` after every waiting message has been handled.
    Work,
    KeepKey(String),
    KeepParcel(Parcel),
    DropParcel(Parcel),
    KeepSent(Sent),
    /// Delete the key, the votes and the parcels.
    DropEverything,
}
