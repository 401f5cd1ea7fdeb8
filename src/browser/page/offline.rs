//! Keeping the page itself for visits without a network; the work is done in `public/offline.js`.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

// It lies at the root of the site; the page Models is a program in a folder of its own.
#[wasm_bindgen(raw_module = "../../offline.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = keep)]
    async fn keep_page() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = drop)]
    async fn drop_page() -> Result<JsValue, JsValue>;
}

/// Keeps it. Returns the bytes that takes, or nothing where the browser can't.
///
/// # Errors
/// What the browser says.
pub async fn keep() -> Result<Option<u64>, String> {
    let bytes = keep_page().await.map_err(|error| String::from(error.unchecked_into::<js_sys::Error>().message()))?;
    Ok(bytes.as_f64().map(|bytes| bytes as u64))
}

/// Lets go of it. What a browser refuses here it never had.
pub async fn drop() {
    let _ = drop_page().await;
}
