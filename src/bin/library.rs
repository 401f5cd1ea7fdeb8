//! The library worker's Wasm: everything is in the rooms.

use wasm_bindgen::prelude::*;

/// Answers messages from now on; shows a panic's message in the console before the worker dies.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    shipcheck::browser::library::serve()
}

fn main() {}
