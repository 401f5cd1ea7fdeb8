//! The newsletter, as a plain form that works without any program, and the feed for those who would rather read that.

use leptos::prelude::*;
use serde::Deserialize;

use crate::comparison::WebAddress;

/// The owner's newsletter provider, from `config.json`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newsletter {
    /// Who runs it, as the reader knows them.
    pub provider: String,
    /// Where the form is sent.
    pub action: WebAddress,
    /// Name of the field for the address, as the provider wants it.
    pub field: String,
}

#[component]
pub fn Weekly(newsletter: Option<Newsletter>, feed: String) -> impl IntoView {
    let form = match newsletter {
        Some(newsletter) => view! { <Form newsletter /> }.into_any(),
        None => view! {
            <p class="fallback">"This copy of the page has no newsletter. Its feed carries the same verdicts."</p>
        }
        .into_any(),
    };
    view! {
        <div class="weekly">
            {form}
            <p>"Or follow the "<a href=feed>"Atom feed of comparisons"</a>" with any reader."</p>
        </div>
    }
}

#[component]
fn Form(newsletter: Newsletter) -> impl IntoView {
    view! {
        <form class="weekly-form" id="weekly-form" method="post" action=newsletter.action.to_string()>
            <label class="field-title" for="weekly-address">"Your e-mail address"</label>
            <div class="weekly-row">
                <input id="weekly-address" type="email" name=newsletter.field required autocomplete="email"
                    inputmode="email" aria-describedby="weekly-note weekly-status" />
                <button class="button" type="submit">"Send me the weekly verdicts"</button>
            </div>
            <p class="figure-note" id="weekly-note">
                "Goes to "{newsletter.provider}", who send a mail to confirm first. Nothing is stored on this page."
            </p>
            <p class="weekly-status" id="weekly-status" role="status"></p>
        </form>
    }
}
