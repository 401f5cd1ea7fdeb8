//! Counting the page's own network requests, for the claim that a run makes none.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{PerformanceEntry, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit};

/// Counts from its making on. `None` where the browser cannot count, since 0 would then be a claim without a basis.
pub struct RequestCounter {
    observer: PerformanceObserver,
    count: Rc<Cell<u32>>,
    _callback: Closure<dyn FnMut(JsValue)>,
}

impl RequestCounter {
    pub fn start() -> Option<RequestCounter> {
        let count = Rc::new(Cell::new(0));
        let seen = Rc::clone(&count);
        let callback = Closure::<dyn FnMut(JsValue)>::new(move |list: JsValue| {
            let list: PerformanceObserverEntryList = list.unchecked_into();
            seen.set(seen.get() + network_entries(&list.get_entries()));
        });
        let observer = PerformanceObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        let options = PerformanceObserverInit::new(&js_sys::Array::of1(&"resource".into()));
        observer.observe(&options);
        Some(RequestCounter { observer, count, _callback: callback })
    }

    pub fn finish(self) -> u32 {
        self.count.get() + network_entries(&self.observer.take_records())
    }
}

/// The browser keeps calling an observer it still knows, and the callback goes with the counter.
impl Drop for RequestCounter {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Entries that went over the wire; `blob:` and `data:` addresses never leave the tab.
fn network_entries(entries: &js_sys::Array) -> u32 {
    let is_network =
        |entry: &JsValue| entry.dyn_ref::<PerformanceEntry>().is_some_and(|entry| entry.name().starts_with("http"));
    entries.iter().filter(is_network).count() as u32
}
