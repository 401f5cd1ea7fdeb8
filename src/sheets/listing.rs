//! The list of comparisons, with a search and a filter.

use leptos::prelude::*;

use super::filter::Filter;
use crate::comparison::listing::{Listing, categories, matches};

/// The whole list. In print the tools above it stand still: they keep the place of those that will work.
#[component]
pub fn Listings(
    listings: Vec<Listing>,
    #[prop(into)] search: Signal<String>,
    #[prop(into)] category: Signal<Option<String>>,
    #[prop(into)] on_search: Callback<String>,
    #[prop(into)] on_category: Callback<Option<String>>,
    /// Nothing listens yet.
    #[prop(optional)]
    still: bool,
) -> impl IntoView {
    let choices = categories(&listings).into_iter().map(|name| (name.to_owned(), name.to_owned())).collect();
    let found = Memo::new(move |_| {
        let wanted = |listing: &&Listing| matches(listing, &search.read(), category.read().as_deref());
        listings.iter().filter(wanted).cloned().collect::<Vec<_>>()
    });
    let count = move || match found.read().len() {
        0 => String::from("Nothing matches. Fewer words find more."),
        1 => String::from("1 comparison"),
        n => format!("{n} comparisons"),
    };
    view! {
        <search class="index-tools" inert=still>
            <label class="field-title" for="search">"Search"</label>
            <input
                id="search"
                type="search"
                autocomplete="off"
                prop:value=search
                on:input=move |event| on_search.run(event_target_value(&event))
            />
            <Filter legend="Category" name="category" choices picked=category pick=on_category />
        </search>
        <p class="figure-note" role="status">{count}</p>
        <div class="listings">{move || found.get().into_iter().map(card).collect_view()}</div>
    }
}

fn card(listing: Listing) -> impl IntoView {
    view! {
        <article class="listing">
            <p class="listing-facts">{listing.category}<span>{listing.published.in_words()}</span></p>
            <h2 class="listing-title"><a href=format!("compare/{}/", listing.slug)>{listing.title}</a></h2>
            <p>{listing.verdict}</p>
        </article>
    }
}
