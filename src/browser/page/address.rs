//! The page's own address: what is in its query, and putting the state worth sharing there.

use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// The pairs after the `?`, decoded, in order.
pub fn query() -> Vec<(String, String)> {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let Ok(parameters) = UrlSearchParams::new_with_str(&search) else { return Vec::new() };
    let pair = |entry: JsValue| {
        let entry = js_sys::Array::from(&entry);
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    js_sys::try_iter(&parameters).ok().flatten().into_iter().flatten().flatten().filter_map(pair).collect()
}

/// Replaces the query; everything else of the address stays, and so does the history.
pub fn write_query(pairs: &[(String, String)]) {
    let Some(window) = web_sys::window() else { return };
    let (Ok(parameters), Ok(history)) = (UrlSearchParams::new(), window.history()) else { return };
    for (key, value) in pairs {
        parameters.append(key, value);
    }
    let text = String::from(parameters.to_string());
    let mark = if text.is_empty() { "" } else { "?" };
    let location = window.location();
    let (path, hash) = (location.pathname().unwrap_or_default(), location.hash().unwrap_or_default());
    // Browsers limit how often this may be called; the next change tries again.
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{mark}{text}{hash}")));
}

/// The query as it stands, without its `?`.
pub fn search() -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    search.trim_start_matches('?').to_owned()
}

/// What stands behind the `#`.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Replaces what stands behind the `#`.
pub fn write_fragment(fragment: &str) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let (path, search) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{search}#{fragment}")));
    }
}

/// Scheme, host and port of this page.
pub fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Only `false` can be relied on.
pub fn online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Opens another address in this tab.
pub fn leave_for(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_href(address);
    }
}

/// The whole address, as it stands in the browser's bar.
pub fn href() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}
