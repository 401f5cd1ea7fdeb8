//! The printed part of the page: what can be read without any program.
//!
//! May import `comparison` and `voting`. The views here are drawn twice from one source: as HTML when the pages are printed, and
//! again in the tab where a sheet comes to life. So they know neither the browser nor the page's state; what changes
//! is handed to them as signals.

mod chart;
mod community;
mod contenders;
mod figures;
mod filter;
mod listing;
mod opening;
mod points;
mod pricing;
mod scorecard;
mod sources;
mod weekly;

pub use chart::CostChart;
pub use community::{Community, CountView};
pub use figures::{dollars, share, whole};
pub use filter::Filter;
pub use listing::Listings;
pub use opening::Opening;
pub use points::Points;
pub use pricing::{Bill, Formulas};
pub use scorecard::{CheckView, Scorecard, unchecked};
pub use sources::Sources;
pub use weekly::{Newsletter, Weekly};

use leptos::prelude::*;

/// A numbered section with its notes in the margin.
#[component]
pub fn Sheet(
    id: &'static str,
    number: u32,
    title: &'static str,
    notes: Vec<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="sheet" aria-labelledby=id>
            <div>
                <h2 class="sheet-title" id=id tabindex="-1"><span class="sheet-number">{number}</span>" "{title}</h2>
                <div class="sheet-notes">
                    {notes.into_iter().map(|note| view! { <p>{note}</p> }).collect_view()}
                </div>
            </div>
            {children()}
        </section>
    }
}
