//! One model on its way: which pieces to ask for, what answers mean, when to try again.
//!
//! A state machine. The driver feeds it [`Input`]s with the time and a random share, does what its [`Action`]s say, and
//! asks [`Transfer::place`] where arriving bytes belong.

mod answer;
mod flight;
mod progress;
mod step;
#[cfg(test)]
mod tests;

pub use flight::FlightId;
pub use progress::{FileProgress, Phase, Progress};

use std::collections::BTreeMap;
use std::ops::Range;

use super::LibraryError;
use super::head::Head;
use super::record::{FileRecord, Record};
use super::speed::Speed;
use flight::{Effort, Flight};

/// Requests at a time: browsers keep six connections to a host, and the page may want one, too.
const FLIGHTS: usize = 4;

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Begin or go on. `free` is how many bytes the browser still lets the site store, where it tells.
    Begin {
        free: Option<u64>,
    },
    /// An answer has begun.
    Head(FlightId, Head),
    /// So many bytes were written where [`Transfer::place`] said.
    Wrote(FlightId, u64),
    /// An answer has ended.
    Ended(FlightId),
    /// A request failed, or an answer broke off.
    Broke(FlightId),
    /// Nothing has come for too long; the driver has given it up.
    Stalled(FlightId),
    /// A whole file was read and hashed.
    Hashed {
        file: usize,
        sha256: String,
    },
    /// The storage is full, whatever the browser said of it before.
    Full,
    /// The storage did not work.
    Unwritable {
        detail: String,
    },
    /// Time has passed.
    Tick,
    /// The device is online again: waiting has no more sense.
    Online,
    Pause,
}

/// What the driver has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Ask for a part of a file, or for all of it.
    Fetch { flight: FlightId, address: String, range: Option<Range<u64>>, if_range: Option<String> },
    /// Stop a request; nothing it still says counts.
    Abort(FlightId),
    /// The file begins anew: what is written of it is worthless.
    Clear { file: usize },
    /// Flush what was written, then keep the record.
    Keep,
    /// Read the whole file and report its hash.
    Hash { file: usize },
    /// The model is here, whole and checked.
    Finished,
    /// It can't go on by itself. What has arrived is kept.
    Failed(LibraryError),
}

/// Time and chance, as the driver has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Milliseconds from any fixed start.
    pub now: f64,
    /// Unix milliseconds.
    pub unix_ms: u64,
    /// From 0 to 1.
    pub chance: f64,
}

/// A model on its way.
pub struct Transfer {
    record: Record,
    flights: BTreeMap<FlightId, Flight>,
    last_flight: u32,
    /// By file.
    efforts: Vec<Effort>,
    state: Going,
    speed: Speed,
    free: Option<u64>,
    /// Bytes of other models, which could be deleted.
    deletable: u64,
    /// Bytes written since the record was kept.
    unkept: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Going {
    On,
    Paused,
    Failed,
    Finished,
}

impl Transfer {
    /// `deletable` counts the bytes of other models.
    pub fn new(record: Record, deletable: u64) -> Transfer {
        let efforts = record.files.iter().map(|_| Effort::default()).collect();
        Transfer {
            record,
            flights: BTreeMap::new(),
            last_flight: 0,
            efforts,
            state: Going::Paused,
            speed: Speed::default(),
            free: None,
            deletable,
            unkept: 0,
        }
    }

    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Where the next bytes of an answer belong: file, offset, and how many of them are wanted. `None` once nobody
    /// wants them.
    pub fn place(&self, flight: FlightId) -> Option<(usize, u64, u64)> {
        let flight = self.flights.get(&flight).filter(|flight| flight.accepted)?;
        Some((flight.file, flight.next, flight.end.map_or(u64::MAX, |end| end - flight.next)))
    }

    /// When the driver should come back with [`Input::Tick`], in the milliseconds of [`Moment::now`].
    pub fn next_wake(&self) -> Option<f64> {
        let waits = self.efforts.iter().filter_map(|effort| effort.wait_until);
        (self.state == Going::On).then(|| waits.min_by(f64::total_cmp)).flatten()
    }

    fn file(&mut self, flight: FlightId) -> Option<(&mut Flight, &mut FileRecord, &mut Effort)> {
        let flight = self.flights.get_mut(&flight)?;
        let file = flight.file;
        Some((flight, self.record.files.get_mut(file)?, self.efforts.get_mut(file)?))
    }
}
