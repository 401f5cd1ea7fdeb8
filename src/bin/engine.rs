//! The engine worker's Wasm: two exports, everything else is in the rooms.

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

fn main() {}
