//! The engine worker's Wasm: a few exports, everything else is in the rooms.

use wasm_bindgen::prelude::*;

/// Shows a panic's message in the console before the worker dies.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Announces the worker and answers messages from now on.
#[wasm_bindgen]
pub fn serve(variant: String, threads: u32) -> Result<(), JsValue> {
    shipcheck::browser::worker::serve(variant, threads)
}

/// What a helper needs to become another thread of this program: its module and its memory.
#[cfg(target_feature = "atomics")]
#[wasm_bindgen]
pub fn shared() -> js_sys::Array {
    js_sys::Array::of2(&wasm_bindgen::module(), &wasm_bindgen::memory())
}

/// Makes this thread a helper of the worker whose memory it shares. Never returns.
#[cfg(target_feature = "atomics")]
#[wasm_bindgen]
pub fn help() {
    shipcheck::browser::worker::help()
}

/// Tells the worker that a helper has ended, or it would wait for its part of the work for ever.
#[cfg(target_feature = "atomics")]
#[wasm_bindgen]
pub fn fall() {
    shipcheck::browser::worker::fall();
}

fn main() {}
