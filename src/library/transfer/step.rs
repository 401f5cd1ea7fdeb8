//! What each input does to a transfer.

use super::answer::Judgement;
use super::flight::{Effort, Flight};
use super::{Action, FLIGHTS, FlightId, Going, Input, Moment, Transfer};
use crate::library::LibraryError;
use crate::library::error::Trouble;
use crate::library::head::Head;
use crate::library::record::{CHUNK, FileRecord};
use crate::library::retry::{MOST_TRIES, wait_ms};

/// Bytes after which the record is kept even if no chunk is full.
const KEEP_EVERY: u64 = 2 << 20;
/// A file that is another one each time it is asked for can't be had.
const MOST_CHANGES: u32 = 3;
/// A damaged file is fetched again by itself once.
const MOST_DAMAGES: u32 = 2;

impl Transfer {
    /// Takes in what happened; says what to do.
    pub fn take(&mut self, input: Input, moment: Moment) -> Vec<Action> {
        let mut actions = Vec::new();
        match input {
            Input::Begin { free } => {
                self.begin(free);
                self.check_room(&mut actions);
            }
            Input::Head(flight, head) => self.judged(flight, &head, moment, &mut actions),
            Input::Wrote(flight, count) => self.wrote(flight, count, moment, &mut actions),
            Input::Ended(flight) => self.ended(flight, moment, &mut actions),
            Input::Broke(flight) => self.troubled(flight, Trouble::Connection, None, moment, &mut actions),
            Input::Stalled(flight) => self.troubled(flight, Trouble::Stalled, None, moment, &mut actions),
            Input::Hashed { file, sha256 } => self.hashed(file, sha256, &mut actions),
            Input::Full => self.full(&mut actions),
            Input::Unwritable { detail } => self.fail(LibraryError::Storage { detail }, &mut actions),
            Input::Pause => self.pause(&mut actions),
            Input::Online => self.efforts.iter_mut().for_each(|effort| effort.wait_until = None),
            Input::Tick => {}
        }
        self.go_on(moment, &mut actions);
        actions
    }

    fn begin(&mut self, free: Option<u64>) {
        self.free = free;
        if self.state != Going::Finished {
            self.state = Going::On;
        }
        for effort in &mut self.efforts {
            *effort = Effort { whole_only: effort.whole_only, ..Effort::default() };
        }
    }

    fn pause(&mut self, actions: &mut Vec<Action>) {
        if self.state == Going::On {
            self.state = Going::Paused;
            self.land_all(actions);
        }
    }

    /// Gives every request up. What they brought stays.
    fn land_all(&mut self, actions: &mut Vec<Action>) {
        actions.extend(std::mem::take(&mut self.flights).into_keys().map(Action::Abort));
        self.efforts.iter_mut().for_each(|effort| effort.hashing = false);
        self.speed.forget();
        actions.push(Action::Keep);
        self.unkept = 0;
    }

    pub(super) fn fail(&mut self, error: LibraryError, actions: &mut Vec<Action>) {
        self.state = Going::Failed;
        self.land_all(actions);
        actions.push(Action::Failed(error));
    }

    fn judged(&mut self, flight: FlightId, head: &Head, moment: Moment, actions: &mut Vec<Action>) {
        let Some((known, file, effort)) = self.file(flight) else { return };
        let (index, name) = (known.file, file.name.clone());
        match super::answer::judge(head, known, file) {
            Judgement::Good => {
                effort.wait_until = None;
                self.check_room(actions);
            }
            Judgement::Whole => {
                effort.restarts += 1;
                let tries = effort.restarts;
                // This answer brings everything; the others of the file would write the same bytes once more.
                let others = self.flights.iter().filter(|(id, other)| other.file == index && **id != flight);
                let others: Vec<_> = others.map(|(id, _)| *id).collect();
                others.into_iter().for_each(|id| self.abort(id, actions));
                if tries > MOST_TRIES {
                    return self
                        .fail(LibraryError::Unreachable { file: name, tries, why: Trouble::Truncated }, actions);
                }
                self.check_room(actions);
            }
            Judgement::AskWhole => {
                effort.whole_only = true;
                file.restart();
                self.clear(index, actions);
            }
            Judgement::Changed => {
                effort.changes += 1;
                let times = effort.changes;
                file.restart();
                self.clear(index, actions);
                if times > MOST_CHANGES {
                    self.fail(LibraryError::Changing { file: name, times }, actions);
                }
            }
            Judgement::Absent => {
                file.absent = true;
                self.abort(flight, actions);
            }
            Judgement::Missing => self.fail(LibraryError::Missing { file: name, status: head.status }, actions),
            Judgement::Page => self.fail(LibraryError::Page { file: name }, actions),
            Judgement::Refused => self.fail(LibraryError::Refused { file: name, status: head.status }, actions),
            Judgement::Trouble(trouble) => {
                actions.push(Action::Abort(flight));
                self.troubled(flight, trouble, head.retry_after_ms, moment, actions);
            }
        }
    }

    fn abort(&mut self, flight: FlightId, actions: &mut Vec<Action>) {
        if self.flights.remove(&flight).is_some() {
            actions.push(Action::Abort(flight));
        }
    }

    /// Gives up every request of a file that begins anew.
    fn clear(&mut self, file: usize, actions: &mut Vec<Action>) {
        let flights: Vec<_> =
            self.flights.iter().filter(|(_, flight)| flight.file == file).map(|(id, _)| *id).collect();
        flights.into_iter().for_each(|id| self.abort(id, actions));
        actions.extend([Action::Keep, Action::Clear { file }]);
    }

    /// As soon as lengths are known, so is whether there is room for them.
    fn check_room(&mut self, actions: &mut Vec<Action>) {
        let left = self.record.total().saturating_sub(self.record.stored());
        if let Some(missing) = self.free.and_then(|free| left.checked_sub(free)).filter(|missing| *missing > 0) {
            self.fail(LibraryError::NoRoom { missing, deletable: self.deletable }, actions);
        }
    }

    fn full(&mut self, actions: &mut Vec<Action>) {
        let missing = self.record.total().saturating_sub(self.record.stored());
        self.fail(LibraryError::NoRoom { missing, deletable: self.deletable }, actions);
    }

    fn wrote(&mut self, flight: FlightId, count: u64, moment: Moment, actions: &mut Vec<Action>) {
        let Some((known, file, effort)) = self.file(flight) else { return };
        file.wrote(known.next, count);
        known.next += count;
        effort.failures = 0;
        let landed = known.end.is_some_and(|end| known.next >= end);
        if landed {
            self.abort(flight, actions);
        }
        self.speed.note(moment.now, count);
        self.free = self.free.map(|free| free.saturating_sub(count));
        self.unkept += count;
        if landed || self.unkept >= KEEP_EVERY {
            self.unkept = 0;
            actions.push(Action::Keep);
        }
    }

    fn ended(&mut self, flight: FlightId, moment: Moment, actions: &mut Vec<Action>) {
        let Some((known, file, _)) = self.file(flight) else { return };
        // Whoever says no length has said with the end how long it is.
        if known.accepted && known.end.is_none() {
            file.set_length(known.next);
            self.flights.remove(&flight);
            return actions.push(Action::Keep);
        }
        self.troubled(flight, Trouble::Truncated, None, moment, actions);
    }

    /// Another try later, or none.
    fn troubled(
        &mut self,
        flight: FlightId,
        why: Trouble,
        asked_ms: Option<u64>,
        moment: Moment,
        actions: &mut Vec<Action>,
    ) {
        let Some((_, file, effort)) = self.file(flight) else { return };
        effort.failures += 1;
        let (tries, name) = (effort.failures, file.name.clone());
        effort.wait_until = Some(moment.now + wait_ms(tries, asked_ms, moment.chance) as f64);
        self.flights.remove(&flight);
        if tries >= MOST_TRIES {
            self.fail(LibraryError::Unreachable { file: name, tries, why }, actions);
        }
    }

    fn hashed(&mut self, index: usize, found: String, actions: &mut Vec<Action>) {
        let (Some(file), Some(effort)) = (self.record.files.get_mut(index), self.efforts.get_mut(index)) else {
            return;
        };
        if !std::mem::take(&mut effort.hashing) {
            return;
        }
        match file.expected.clone().filter(|expected| *expected != found) {
            None => {
                file.sha256 = Some(found);
                actions.push(Action::Keep);
            }
            Some(expected) => {
                effort.damages += 1;
                let (give_up, name) = (effort.damages >= MOST_DAMAGES, file.name.clone());
                file.restart();
                self.clear(index, actions);
                if give_up {
                    self.fail(LibraryError::Damaged { file: name, expected, found }, actions);
                }
            }
        }
    }

    /// Sends what can be sent, hashes what is complete, and notices the end.
    fn go_on(&mut self, moment: Moment, actions: &mut Vec<Action>) {
        if self.state != Going::On {
            return;
        }
        if self.record.is_whole() {
            self.state = Going::Finished;
            self.record.finished_ms = Some(moment.unix_ms);
            self.record.verified_ms = Some(moment.unix_ms);
            return actions.extend([Action::Keep, Action::Finished]);
        }
        for index in 0..self.record.files.len() {
            self.send(index, moment.now, actions);
        }
        // One file is read at a time: hashing keeps the worker busy.
        let waiting = |file: &FileRecord| file.has_all() && !file.is_whole();
        if !self.efforts.iter().any(|effort| effort.hashing)
            && let Some(file) = self.record.files.iter().position(waiting)
        {
            self.efforts[file].hashing = true;
            actions.push(Action::Hash { file });
        }
    }

    /// Asks for as many pieces of a file as there is room for.
    fn send(&mut self, index: usize, now: f64, actions: &mut Vec<Action>) {
        if self.efforts[index].wait_until.is_some_and(|until| until > now) {
            return;
        }
        self.efforts[index].wait_until = None;
        while self.flights.len() < FLIGHTS {
            let mine = || self.flights.values().filter(|flight| flight.file == index);
            let file = &self.record.files[index];
            let whole = self.efforts[index].whole_only || mine().any(|flight| flight.chunk.is_none());
            let alone = whole || file.length.is_none();
            if file.has_all() || alone && mine().next().is_some() {
                return;
            }
            let chunk = match file.length {
                _ if whole => None,
                None => Some(0),
                Some(_) => match file.gaps().find(|chunk| mine().all(|flight| flight.chunk != Some(*chunk))) {
                    Some(chunk) => Some(chunk),
                    None => return,
                },
            };
            // A server that gives all or nothing begins at the beginning.
            let range = chunk.map(|chunk| file.missing(chunk)).map(|part| match file.length {
                None => 0..CHUNK,
                Some(_) => part,
            });
            let (address, if_range) = (file.address.clone(), file.etag.clone().filter(|tag| !tag.starts_with("W/")));
            self.last_flight += 1;
            let flight = FlightId(self.last_flight);
            let (next, end) = range.as_ref().map_or((0, None), |range| (range.start, Some(range.end)));
            self.flights.insert(flight, Flight { file: index, chunk, next, end, accepted: false });
            let if_range = if_range.filter(|_| range.is_some());
            actions.push(Action::Fetch { flight, address, range, if_range });
        }
    }
}
