//! Driving the transfer: what it says is done here, and what comes of it is told to it.

use super::fetch::{End, fetch};
use super::server::Desk;
use crate::browser::scope::{now_ms, words_of};
use crate::browser::shelf::files::is_quota;
use crate::browser::shelf::{self, Target};
use crate::library::head::Head;
use crate::library::protocol::Report;
use crate::library::record::Record;
use crate::library::storage::Place;
use crate::library::transfer::{Action, FlightId, Input, Moment, Phase};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

/// Progress is told at most this often, in milliseconds.
const QUIET_MS: f64 = 200.0;

impl Desk {
    /// Tells the transfer what happened and does what it says.
    pub fn feed(&self, input: Input) {
        let moment = Moment { now: now_ms(), unix_ms: js_sys::Date::now() as u64, chance: js_sys::Math::random() };
        let actions = match &mut *self.0.running.borrow_mut() {
            Some(running) => running.transfer.take(input, moment),
            None => return,
        };
        for action in actions {
            self.carry_out(action);
        }
        self.tell_progress(moment.now);
        self.set_alarm(moment.now);
    }

    fn carry_out(&self, action: Action) {
        match action {
            Action::Fetch { flight, address, range, if_range } => self.send(flight, address, range, if_range),
            Action::Abort(flight) => {
                let request = self.0.running.borrow_mut().as_mut().and_then(|running| running.requests.remove(&flight));
                if let Some(request) = request {
                    request.abort();
                }
            }
            Action::Clear { file } => {
                if let Some(error) = self.file(file).and_then(|file| file.clear().err()) {
                    self.later(Input::Unwritable { detail: words_of(&error) });
                }
            }
            Action::Keep => self.keep(),
            Action::Hash { file } => self.hash(file),
            Action::Finished => {
                let record = self.0.running.replace(None).map(|running| running.transfer.record().clone());
                let finished = |record: &Record| record.model.clone();
                // Only this tab has what is in its memory.
                let shared = record.as_ref().filter(|record| record.place != Place::Memory).map(finished);
                let finished = record.as_ref().map(finished);
                self.0.channel.tell_apart(&Report::Idle { finished }, Report::Idle { finished: shared });
            }
            Action::Failed(error) => self.0.channel.tell(Report::Failed { failure: error.into() }),
        }
    }

    fn send(&self, flight: FlightId, address: String, range: Option<Range<u64>>, if_range: Option<String>) {
        let Ok(controller) = AbortController::new() else { return };
        if let Some(running) = &mut *self.0.running.borrow_mut() {
            running.requests.insert(flight, controller.clone());
        }
        let (desk, run) = (self.clone(), self.0.run.get());
        spawn_local(async move {
            let begun = |head: Head| {
                desk.feed_run(run, Input::Head(flight, head));
                desk.wants(run, flight)
            };
            let arrived = async |bytes: Uint8Array| {
                desk.write(run, flight, &bytes);
                desk.catch_up().await;
                desk.wants(run, flight)
            };
            let end = fetch(&address, range, if_range, &controller, begun, arrived).await;
            match end {
                End::Ended => desk.feed_run(run, Input::Ended(flight)),
                End::Broke => desk.feed_run(run, Input::Broke(flight)),
                End::Stalled => desk.feed_run(run, Input::Stalled(flight)),
                End::Unwanted => {}
            }
        });
    }

    /// The late words of an earlier run are no news for this one.
    fn feed_run(&self, run: u32, input: Input) {
        if self.0.run.get() == run {
            self.feed(input);
        }
    }

    fn wants(&self, run: u32, flight: FlightId) -> bool {
        self.place(run, flight).is_some()
    }

    fn place(&self, run: u32, flight: FlightId) -> Option<(usize, u64, u64)> {
        let running = self.0.running.borrow();
        running.as_ref().filter(|_| self.0.run.get() == run)?.transfer.place(flight)
    }

    /// Writes what has arrived where it belongs.
    fn write(&self, run: u32, flight: FlightId, bytes: &Uint8Array) {
        let Some((file, offset, wanted)) = self.place(run, flight) else { return };
        let count = wanted.min(u64::from(bytes.length()));
        let Some(file) = self.file(file) else { return };
        match file.write_at(offset, &bytes.subarray(0, count as u32)) {
            Ok(()) => {
                self.0.recording.wrote(count);
                self.feed(Input::Wrote(flight, count));
            }
            Err(error) if is_quota(&error) => self.feed(Input::Full),
            Err(error) => self.feed(Input::Unwritable { detail: words_of(&error) }),
        }
    }

    fn hash(&self, index: usize) {
        let Some(file) = self.file(index) else { return };
        let (desk, run) = (self.clone(), self.0.run.get());
        spawn_local(async move {
            let going = |_| desk.0.running.borrow().is_some() && desk.0.run.get() == run;
            let hash = async {
                // What has just arrived may still be on its way into the file.
                file.flush().await?;
                shelf::hash(&*file, &desk.0.breath, going).await
            };
            match hash.await {
                Ok(Some(sha256)) => desk.feed_run(run, Input::Hashed { file: index, sha256 }),
                Ok(None) => {}
                Err(error) => desk.feed_run(run, Input::Unwritable { detail: words_of(&error) }),
            }
        });
    }

    fn file(&self, index: usize) -> Option<Rc<Target>> {
        self.0.running.borrow().as_ref()?.files.get(index).cloned()
    }

    /// Feeds what was noticed while actions are still being carried out.
    fn later(&self, input: Input) {
        let desk = self.clone();
        spawn_local(async move { desk.feed(input) });
    }

    /// A transfer that has come to rest gives its locks and files back; the page asks anew to go on.
    fn tell_progress(&self, now: f64) {
        let Some(progress) = self.0.running.borrow().as_ref().map(|running| running.transfer.progress(now)) else {
            return self.tell_shelf_later();
        };
        let at_rest = matches!(progress.phase, Phase::Paused | Phase::Failed);
        if at_rest || progress.phase == Phase::Checking || now - self.0.told_ms.get() >= QUIET_MS {
            self.0.told_ms.set(now);
            self.0.channel.tell(Report::Progress { progress });
        }
        if at_rest {
            self.0.running.replace(None);
            self.tell_shelf_later();
        }
    }

    fn set_alarm(&self, now: f64) {
        let wake = self.0.running.borrow().as_ref().and_then(|running| running.transfer.next_wake());
        let desk = self.clone();
        // A second at most, so that the time left can be told.
        let alarm =
            wake.map(|wake| Timeout::new((wake - now).clamp(1.0, 1_000.0) as u32, move || desk.feed(Input::Tick)));
        self.0.alarm.replace(alarm);
    }
}
