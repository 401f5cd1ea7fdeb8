//! Pieces of a response, gathered so that the page is drawn once for many of them.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::task::spawn_local;

use crate::browser::page::time;
use crate::console::blocks::SHOWN;
use crate::console::message::News;

/// How often the page hears of new pieces, in milliseconds: a frame of most screens.
const FRAME_MS: f64 = 16.0;
/// The most letters of each kind that are handed over at once, in bytes: what the page can digest within a frame.
const PORTION: usize = 128 * 1024;

/// What has come and was not handed over yet.
#[derive(Default)]
struct Waiting {
    answer: String,
    thinking: String,
    tool: bool,
    raw: String,
    /// Bytes of the raw response that are still wanted: an endless one is not kept.
    raw_room: usize,
    /// When something was handed over last, on the page's clock.
    latest_ms: f64,
    /// The next time is arranged.
    arranged: bool,
}

/// Gathers pieces and hands them over, in order, at most once a frame.
#[derive(Clone)]
pub struct Gathering<R> {
    waiting: Rc<RefCell<Waiting>>,
    report: R,
}

impl<R: Fn(News) + Clone + 'static> Gathering<R> {
    pub fn new(report: R) -> Self {
        // The first piece goes at once: its time is measured.
        let waiting = Waiting { latest_ms: f64::NEG_INFINITY, raw_room: SHOWN, ..Waiting::default() };
        Self { waiting: Rc::new(RefCell::new(waiting)), report }
    }

    /// Whether the response as it came is still of interest.
    pub fn wants_raw(&self) -> bool {
        self.waiting.borrow().raw_room > 0
    }

    pub fn add(&self, answer: String, thinking: String, tool: bool, raw: String) {
        {
            let mut waiting = self.waiting.borrow_mut();
            waiting.answer.push_str(&answer);
            waiting.thinking.push_str(&thinking);
            let room = waiting.raw_room;
            waiting.raw_room = room.saturating_sub(raw.len());
            waiting.raw.push_str(&raw[..raw.floor_char_boundary(room)]);
            waiting.tool |= tool;
        }
        self.arrange();
    }

    /// Hands over what is left, portion by portion; the page gets its turn in between.
    pub async fn drain(&self) {
        while self.hand_over() {
            time::pause(0).await;
        }
    }

    fn arrange(&self) {
        let after_ms = {
            let mut waiting = self.waiting.borrow_mut();
            if waiting.arranged {
                return;
            }
            let after_ms = waiting.latest_ms + FRAME_MS - time::now();
            waiting.arranged = after_ms > 0.0;
            after_ms
        };
        if after_ms <= 0.0 {
            if self.hand_over() {
                self.arrange();
            }
            return;
        }
        let gathering = self.clone();
        spawn_local(async move {
            time::pause(after_ms.ceil() as u64).await;
            gathering.waiting.borrow_mut().arranged = false;
            if gathering.hand_over() {
                gathering.arrange();
            }
        });
    }

    /// Hands over one portion; returns whether there is more.
    fn hand_over(&self) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        let Waiting { answer, thinking, raw, .. } = &mut *waiting;
        let [answer, thinking, raw] = [answer, thinking, raw].map(portion);
        let tool = std::mem::take(&mut waiting.tool);
        waiting.latest_ms = time::now();
        let more = !(waiting.answer.is_empty() && waiting.thinking.is_empty() && waiting.raw.is_empty());
        drop(waiting);
        if tool || ![&answer, &thinking, &raw].iter().all(|text| text.is_empty()) {
            (self.report)(News::Heard { answer, thinking, tool, raw });
        }
        more
    }
}

/// The beginning of a text, which is taken from it.
fn portion(text: &mut String) -> String {
    let rest = text.split_off(text.floor_char_boundary(PORTION));
    std::mem::replace(text, rest)
}
