//! The printed form works by itself; here it learns to say what is wrong before it is sent.

use crate::browser::page::form;

/// Follows the newsletter's form, on pages that have one.
pub fn watch_newsletter() {
    form::on_submit("weekly-form", |field| {
        let said = if field.valid {
            "Sending you to the provider, who asks you to confirm."
        } else if field.value.trim().is_empty() {
            "Put in your e-mail address first."
        } else {
            "This does not look like an e-mail address. It needs a name, an @ and a domain, such as ada@example.org."
        };
        form::say("weekly-address", "weekly-status", said, field.valid);
    });
}
