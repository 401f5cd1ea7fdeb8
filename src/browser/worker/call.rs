//! One call from the page: where its events go, and how it is stopped.

use super::breath::Breath;
use super::scope::{heap_bytes, now_ms, post, requests_so_far};
use crate::engine::protocol::{Event, Failure, Reply, WIRE_VERSION};
use crate::engine::session::Surroundings;
use crate::vlm::Cancelled;
use std::rc::Rc;
use web_sys::{AbortController, AbortSignal};

/// Progress of loading is posted at most this often, in milliseconds.
const QUIET_MS: f64 = 50.0;

#[derive(Clone)]
pub struct Call {
    id: u32,
    breath: Rc<Breath>,
    controller: AbortController,
    last_progress_ms: f64,
}

impl Call {
    pub fn new(id: u32, breath: Rc<Breath>, controller: AbortController) -> Self {
        Self { id, breath, controller, last_progress_ms: f64::NEG_INFINITY }
    }

    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    pub fn breath(&self) -> Rc<Breath> {
        self.breath.clone()
    }

    pub fn event(&self, event: Event) {
        post(&Reply::Event { v: WIRE_VERSION, id: self.id, event });
    }

    pub fn failed(&self, error: Failure) {
        post(&Reply::Failed { v: WIRE_VERSION, id: self.id, error });
    }

    /// Whether progress may be posted now; the last step of a stage always may.
    pub fn may_report(&mut self, last: bool) -> bool {
        let now = now_ms();
        let due = last || now - self.last_progress_ms >= QUIET_MS;
        if due {
            self.last_progress_ms = now;
        }
        due
    }
}

impl Surroundings for Call {
    fn now_ms(&self) -> f64 {
        now_ms()
    }

    fn local_seconds(&self) -> i64 {
        let now = js_sys::Date::new_0();
        (now.get_time() / 1e3 - now.get_timezone_offset() * 60.0) as i64
    }

    fn send(&mut self, event: Event) {
        let due = match &event {
            Event::Load { tensors, total } => self.may_report(tensors == total),
            Event::Check { read, total, .. } => self.may_report(read == total),
            _ => true,
        };
        if due {
            self.event(event);
        }
    }

    async fn pause(&mut self) -> Result<(), Cancelled> {
        self.breath.take().await;
        if self.signal().aborted() { Err(Cancelled) } else { Ok(()) }
    }

    fn requests(&self) -> u32 {
        requests_so_far()
    }

    fn heap_bytes(&self) -> u64 {
        heap_bytes()
    }
}
