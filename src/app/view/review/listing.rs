//! The list of comparisons, searched and filtered.

use leptos::prelude::*;

use crate::app::{desk::Desk, message::Msg};
use crate::sheets::Listings;

#[component]
pub fn LiveListing() -> impl IntoView {
    let desk = Desk::here();
    let listings = desk.watch(|state| state.index.listings.clone());
    let search = desk.watch(|state| state.index.search.clone());
    let category = desk.watch(|state| state.index.category.clone());
    view! {
        <Listings
            listings=listings.get_untracked()
            search
            category
            on_search=move |words| desk.send(Msg::SearchEdited(words))
            on_category=move |picked| desk.send(Msg::CategoryPicked(picked))
        />
    }
}
