//! The list of comparisons with a search and a filter.

use leptos::prelude::*;

use crate::app::{desk::Desk, message::Msg, view::filter::Filter};
use crate::comparison::listing::{categories, matches};
use crate::sheets::ListingCard;

#[component]
pub fn LiveListing() -> impl IntoView {
    let desk = Desk::here();
    let index = desk.watch(|state| state.index.clone());
    let found = Memo::new(move |_| {
        let index = index.read();
        let wanted = |listing: &&_| matches(listing, &index.search, index.category.as_deref());
        index.listings.iter().filter(wanted).cloned().collect::<Vec<_>>()
    });
    let choices = index.with_untracked(|index| {
        categories(&index.listings).into_iter().map(|category| (category.to_owned(), category.to_owned())).collect()
    });
    let picked = Memo::new(move |_| index.read().category.clone());
    let count = move || match found.read().len() {
        0 => String::from("Nothing matches. Fewer words find more."),
        1 => String::from("1 comparison"),
        n => format!("{n} comparisons"),
    };
    view! {
        <search class="index-tools">
            <label class="field-title" for="search">"Search"</label>
            <input
                id="search"
                type="search"
                autocomplete="off"
                prop:value=move || index.read().search.clone()
                on:input=move |event| desk.send(Msg::SearchEdited(event_target_value(&event)))
            />
            <Filter legend="Category" name="category" choices picked pick=Msg::CategoryPicked />
        </search>
        <p class="figure-note" role="status">{count}</p>
        <div class="listings">
            {move || found.get().into_iter().map(|listing| view! { <ListingCard listing /> }).collect_view()}
        </div>
    }
}
