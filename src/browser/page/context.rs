//! How long conversations with a model may be, as the visitor chose on the page Models. `vlm.js` reads it when a stored
//! model is loaded.

fn key(model: &str) -> String {
    format!("shipcheck-context-{model}")
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// In tokens, if something was chosen.
pub fn chosen(model: &str) -> Option<u64> {
    storage()?.get_item(&key(model)).ok()??.parse().ok()
}

/// Private windows may refuse; then the choice lasts as long as the page.
pub fn remember(model: &str, context: u64) {
    let _ = storage().map(|storage| storage.set_item(&key(model), &context.to_string()));
}
