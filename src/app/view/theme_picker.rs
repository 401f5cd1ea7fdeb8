//! Light or dark paper, quietly.

use leptos::prelude::*;

use crate::app::{desk::Desk, message::Msg, state::Theme};

#[component]
pub fn ThemePicker() -> impl IntoView {
    let desk = Desk::here();
    let current = desk.watch(|state| state.theme);

    view! {
        <div class="theme" role="radiogroup" aria-label="Paper">
            <span class="theme-title" aria-hidden="true">"Paper"</span>
            {Theme::ALL.map(|theme| view! {
                <label class="theme-choice">
                    <input
                        type="radio"
                        name="theme"
                        value=theme.word()
                        prop:checked=move || current.get() == theme
                        on:change=move |_| desk.send(Msg::ThemePicked(theme))
                    />
                    <span>{theme.word()}</span>
                </label>
            }).collect_view()}
        </div>
    }
}
