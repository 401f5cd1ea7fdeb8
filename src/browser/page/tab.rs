//! What this tab remembers until it is closed.

/// `None` if there is nothing of that name, or the browser keeps nothing.
pub fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text. Private windows may refuse; then it is forgotten with the page.
pub fn write(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
}

/// The same for a value, kept as JSON. `None` also if it is no such value.
pub fn read_value<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(&read(name)?).ok()?).ok()
}

pub fn write_value<T: serde::Serialize>(name: &str, value: &T) {
    let plain = serde_wasm_bindgen::to_value(value).ok();
    if let Some(text) = plain.and_then(|plain| js_sys::JSON::stringify(&plain).ok()) {
        write(name, &String::from(text));
    }
}

pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}
