//! One line of the list of comparisons.

use leptos::prelude::*;

use crate::comparison::listing::Listing;

#[component]
pub fn ListingCard(listing: Listing) -> impl IntoView {
    view! {
        <article class="listing">
            <p class="listing-facts">{listing.category}<span>{listing.published.in_words()}</span></p>
            <h2 class="listing-title"><a href=format!("compare/{}/", listing.slug)>{listing.title}</a></h2>
            <p>{listing.verdict}</p>
        </article>
    }
}
