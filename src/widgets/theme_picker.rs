//! Light or dark paper, quietly.

use leptos::prelude::*;

use super::Theme;

#[component]
pub fn ThemePicker(#[prop(into)] current: Signal<Theme>, on_pick: impl Fn(Theme) + Copy + 'static) -> impl IntoView {
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
                        on:change=move |_| on_pick(theme)
                    />
                    <span>{theme.word()}</span>
                </label>
            }).collect_view()}
        </div>
    }
}
