//! What happened and what to do.

use leptos::prelude::*;

use crate::app::{desk::Desk, message::Msg};

#[component]
pub fn FailureNotice() -> impl IntoView {
    let desk = Desk::here();
    let failure = desk.watch(|state| state.failure.clone());

    move || {
        failure.get().map(|failure| {
            // The same broken picture fails again; anything else may not.
            let retry = (failure.kind != "picture").then(|| view! {
                <button type="button" class="button" on:click=move |_| desk.send(Msg::RetryPressed)>"Try again"</button>
            });
            view! {
                <div class="failure" role="alert">
                    <p class="failure-message">{failure.message}</p>
                    <p class="failure-remedy">{failure.remedy}</p>
                    {retry}
                </div>
            }
        })
    }
}
