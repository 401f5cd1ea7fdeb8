//! A choice of one among several, or of all.

use leptos::prelude::*;

#[component]
pub fn Filter(
    /// The group's name, in words and among the page's fields.
    legend: &'static str,
    name: &'static str,
    /// Key and label of each choice; "All" comes by itself and has no key.
    choices: Vec<(String, String)>,
    #[prop(into)] picked: Signal<Option<String>>,
    #[prop(into)] pick: Callback<Option<String>>,
) -> impl IntoView {
    let all = std::iter::once((None, String::from("All")));
    let choices = all.chain(choices.into_iter().map(|(key, label)| (Some(key), label)));
    view! {
        <fieldset class="filter">
            <legend class="field-title">{legend}</legend>
            {choices.map(|(key, label)| {
                let own = key.clone();
                view! {
                    <label class="filter-choice">
                        <input
                            type="radio"
                            name=name
                            prop:checked=move || picked.get() == own
                            on:change=move |_| pick.run(key.clone())
                        />
                        <span>{label}</span>
                    </label>
                }
            }).collect_view()}
        </fieldset>
    }
}
