//! Keeping the record behind the bytes it speaks of.
//!
//! While one state of the record is being written, only the newest of the later ones waits; and bytes wait, too, once
//! the record is far behind them. So what a closed tab loses is little, however slow the disk is.

use super::server::Desk;
use crate::browser::scope::words_of;
use crate::browser::shelf::files::is_quota;
use crate::library::record::Record;
use crate::library::storage::Flushing;
use crate::library::transfer::Input;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Bytes that the kept record may be behind before no more are taken.
const MOST_BEHIND: u64 = 16 << 20;

/// A state of the record, and the bytes it speaks of on their way to the disk.
struct State {
    flushes: Vec<Flushing<JsValue>>,
    record: Record,
    /// Bytes that this worker had written by then.
    written: u64,
}

#[derive(Default)]
pub struct Recording {
    /// The newest state that waits.
    next: RefCell<Option<State>>,
    /// Comes back once none waits.
    all: RefCell<Option<Promise>>,
    busy: Cell<bool>,
    /// Bytes that this worker has written, and how many of them the kept record speaks of.
    written: Cell<u64>,
    kept: Cell<u64>,
}

impl Recording {
    pub fn wrote(&self, count: u64) {
        self.written.update(|written| written + count);
    }

    fn wait(&self, mut flushes: Vec<Flushing<JsValue>>, record: Record) {
        let mut next = self.next.borrow_mut();
        // A flush that fails must be heard of, whoever asked for it.
        flushes.extend(next.take().into_iter().flat_map(|earlier| earlier.flushes));
        *next = Some(State { flushes, record, written: self.written.get() });
    }
}

impl Desk {
    /// Writes the record behind the bytes it speaks of.
    pub fn keep(&self) {
        let Some((flushes, record)) = self.0.running.borrow().as_ref().map(|running| {
            let flushes: Vec<_> = running.files.iter().map(|file| file.flush()).collect();
            (flushes, running.transfer.record().clone())
        }) else {
            return;
        };
        let recording = &self.0.recording;
        recording.wait(flushes, record);
        if !recording.busy.replace(true) {
            let desk = self.clone();
            let all = future_to_promise(async move {
                desk.keep_all().await;
                Ok(JsValue::UNDEFINED)
            });
            recording.all.replace(Some(all));
        }
    }

    async fn keep_all(&self) {
        let recording = &self.0.recording;
        while let Some(state) = recording.next.take() {
            let written = state.written;
            match self.write_down(state).await {
                Ok(()) => recording.kept.set(written),
                Err(error) if is_quota(&error) => self.feed(Input::Full),
                Err(error) => self.feed(Input::Unwritable { detail: words_of(&error) }),
            }
        }
        recording.busy.set(false);
    }

    async fn write_down(&self, state: State) -> Result<(), JsValue> {
        for flush in state.flushes {
            flush.await?;
        }
        match self.stock() {
            Ok(stock) => stock.put(&state.record).await,
            Err(_) => Ok(()),
        }
    }

    /// Comes back once the latest record is kept, or could not be.
    pub async fn all_kept(&self) {
        let all = self.0.recording.all.borrow().clone();
        if let Some(all) = all {
            let _ = JsFuture::from(all).await;
        }
    }

    /// Waits for the disk where it is slower than the network.
    pub async fn catch_up(&self) {
        let recording = &self.0.recording;
        if recording.written.get() - recording.kept.get() > MOST_BEHIND {
            self.all_kept().await;
        }
    }
}
