//! The visitor's choice of paper, kept between visits.

/// `public/first.js` reads the same key before the first paint.
const KEY: &str = "shipcheck-theme";

pub fn stored() -> Option<String> {
    storage()?.get_item(KEY).ok()?
}

/// Shows and keeps the choice. Private windows may refuse to keep it; the page is the same for today.
pub fn apply(word: &str) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", word);
    }
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, word);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
