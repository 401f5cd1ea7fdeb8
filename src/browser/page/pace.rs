//! How fast this device computes; the work is done in `public/pace.js`.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

// It lies at the root of the site; the page Models is a program in a folder of its own.
#[wasm_bindgen(raw_module = "../../pace.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = measure)]
    async fn measure_pace() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = remembered)]
    fn remembered_pace() -> JsValue;
}

/// In operations a second, measured now with the engine that this browser runs.
///
/// # Errors
/// What the engine says.
pub async fn measure() -> Result<f64, String> {
    let pace = measure_pace().await.map_err(|error| String::from(error.unchecked_into::<js_sys::Error>().message()))?;
    pace.as_f64().ok_or_else(|| "the engine told no figure".to_owned())
}

/// What was measured on an earlier visit.
pub fn remembered() -> Option<f64> {
    remembered_pace().as_f64()
}
