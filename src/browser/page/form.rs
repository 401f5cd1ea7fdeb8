//! Forms that are part of the printed page.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement};

use super::document;

/// The form's one field when somebody wants to send it.
pub struct FieldState {
    pub value: String,
    /// By the browser's own rules for the kind of field.
    pub valid: bool,
}

/// Calls back before the form is sent. A form whose field is not valid is not sent. No form, no calls.
pub fn on_submit(form: &str, told: impl Fn(FieldState) + 'static) {
    let Some(form) = document::element(form).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
    // Our own words instead of the browser's bubble, which screen readers treat unevenly.
    form.set_no_validate(true);
    let options = EventListenerOptions::enable_prevent_default();
    let owned = form.clone();
    EventListener::new_with_options(&form, "submit", options, move |event| {
        let field = owned.query_selector("input").ok().flatten();
        let Some(input) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else { return };
        let state = FieldState { value: input.value(), valid: input.check_validity() };
        if !state.valid {
            event.prevent_default();
        }
        told(state);
    })
    .forget();
}

/// Puts words into the form's status line, marks the field, and goes back to it when something is wrong with it.
pub fn say(field: &str, status: &str, words: &str, valid: bool) {
    if let Some(status) = document::element(status) {
        status.set_text_content(Some(words));
    }
    if let Some(input) = document::element(field) {
        let _ = input.set_attribute("aria-invalid", if valid { "false" } else { "true" });
        if !valid {
            let _ = input.focus();
        }
    }
}
