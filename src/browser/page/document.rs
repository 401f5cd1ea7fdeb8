//! Small questions about the document and its events.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlElement, HtmlImageElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// The element with this id. The ids of `index.html` are part of the page, so their absence is a broken build.
pub fn element(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Empties the element, for a view that takes the place of the fallback text.
pub fn clear(element: &Element) {
    element.set_text_content(None);
}

pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// Calls when the page comes back from the browser's memory, as after a step back.
pub fn on_return(mut returned: impl FnMut() + 'static) {
    if let Some(window) = web_sys::window() {
        EventListener::new(&window, "pageshow", move |_| returned()).forget();
    }
}

/// Brings the top of the element into view, if it is not there already.
pub fn reveal(id: &str) {
    let Some(element) = element(id) else { return };
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or(0.0);
    let top = element.get_bounding_client_rect().top();
    // The status line and two lines of the answer.
    let needed = 160.0;
    if top < 0.0 || top + needed > height {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Unfolds the `details` element with this id.
pub fn unfold(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.set_attribute("open", "");
    }
}

/// Whether the keyboard is in the element with this id.
pub fn has_focus(id: &str) -> bool {
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    active.is_some_and(|active| active.id() == id)
}

/// The picture's own pixels, from its `load` event.
pub fn picture_size(event: &Event) -> Option<(u32, u32)> {
    let image: HtmlImageElement = event.target()?.dyn_into().ok()?;
    Some((image.natural_width(), image.natural_height()))
}

/// The files of a file input, from its `change` event. The input is emptied, so that the same file can be chosen again.
pub fn chosen_files(event: &Event) -> Vec<web_sys::File> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = super::intake::files_of(input.files());
    input.set_value("");
    files
}

/// The JSON in the script element with this id, for a page that carries its own data.
pub fn data<T: serde::de::DeserializeOwned>(id: &str) -> Option<T> {
    let text = web_sys::window()?.document()?.get_element_by_id(id)?.text_content()?;
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(&text).ok()?).ok()
}
