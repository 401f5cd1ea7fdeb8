//! The worker's global scope: mail, clock, and figures about the run.

use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends a message to the page.
pub fn post(message: &impl Serialize) {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    // Plain data serialises, and the page's end of the channel lives as long as the worker.
    if let Ok(value) = message.serialize(&plain) {
        scope().post_message(&value).ok();
    }
}

/// Calls `handler` with the content of every message, for as long as the worker lives.
pub fn on_message(mut handler: impl FnMut(JsValue) + 'static) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| handler(event.data()));
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Milliseconds since the worker started.
pub fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// Requests this worker has made since it started.
pub fn requests_so_far() -> u32 {
    scope().performance().map_or(0, |performance| performance.get_entries_by_type("resource").length())
}

/// Size of the Wasm heap, which never shrinks.
pub fn heap_bytes() -> u64 {
    let buffer = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>().buffer();
    js_sys::Reflect::get(&buffer, &"byteLength".into()).ok().and_then(|bytes| bytes.as_f64()).unwrap_or_default() as u64
}

/// What the browser tells of the device's memory, in gibibytes; coarse, and 8 at most. Not every browser tells.
pub fn device_memory() -> Option<f64> {
    let navigator = js_sys::Reflect::get(&scope(), &"navigator".into()).ok()?;
    js_sys::Reflect::get(&navigator, &"deviceMemory".into()).ok()?.as_f64()
}

/// What an error of the browser says, without the full stop at its end.
pub fn words_of(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    let words = message.or_else(|| error.as_string()).unwrap_or_else(|| "the browser gave no reason".to_owned());
    words.trim_end_matches('.').to_owned()
}
