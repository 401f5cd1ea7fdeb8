//! Writing to the clipboard.

use wasm_bindgen_futures::JsFuture;

/// Whether the text is on the clipboard now. Browsers refuse outside secure contexts, and visitors may too.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Outside a secure context there is no clipboard, although the types say there is.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
