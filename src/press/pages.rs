//! What stands on each page.

use leptos::prelude::*;

use super::{
    card,
    document::{Page, Program},
    settings::Settings,
    structured,
};
use crate::comparison::{Matchup, listing::Listing, pricing::Usage};
use crate::sheets::{
    Bill, Community, CostChart, Formulas, Listings, Opening, Points, Scorecard, Sheet, Sources, Weekly, unchecked,
};

/// The page of one pair, at `address`.
pub fn comparison(matchup: &Matchup, settings: &Settings, address: &str) -> Page {
    let page = &matchup.comparison;
    let [first, second] = &matchup.tools;
    Page {
        title: format!("{}: {}", page.title, page.question),
        description: format!(
            "{} {} against {}, with a bench that measures on your own device.",
            page.verdict, first.name, second.name
        ),
        address: address.to_owned(),
        canonical: format!("compare/{}/", matchup.slug),
        card: Some(card::address(&matchup.slug)),
        structured: Some(structured::comparison(matchup)),
        data: Some(("matchup", serde_json::to_string(matchup).unwrap_or_default())),
        program: Program::Review,
        body: html(|| body(matchup.clone(), settings, address)),
    }
}

/// The list of all pairs.
pub fn index(listings: &[Listing]) -> Page {
    let data = serde_json::to_string(listings).unwrap_or_default();
    let listings = listings.to_vec();
    Page {
        title: "Comparisons: which one should you ship with?".into(),
        description: "Every pair of AI tools on the bench so far, newest first.".into(),
        address: "compare/".into(),
        canonical: "compare/".into(),
        card: None,
        structured: None,
        data: Some(("listings", data)),
        program: Program::Review,
        body: html(|| {
            view! {
                <section class="opening index" aria-labelledby="question">
                    <h1 class="question-title" id="question" tabindex="-1">"Comparisons"</h1>
                    <div id="listing-place">
                        <Listings
                            listings
                            search=Signal::stored(String::new())
                            category=Signal::stored(None::<String>)
                            on_search=|_| ()
                            on_category=|_| ()
                            still=true
                        />
                    </div>
                </section>
            }
        }),
    }
}

fn body(matchup: Matchup, settings: &Settings, here: &str) -> impl IntoView + use<> {
    let page = matchup.comparison.clone();
    let tools = matchup.tools.clone();
    let (agree, split) = (page.agree.clone(), page.split.clone());
    let newsletter = settings.newsletter.clone();
    let voted = matchup.clone();
    let price = page.pricing.is_some();
    let titles = titles(price);
    let number = move |id: &str| titles.iter().position(|(other, _)| *other == id).map_or(0, |index| index as u32 + 1);
    view! {
        <Opening matchup=matchup.clone() here=here.to_owned() />
        <Contents price here=here.to_owned() />
        <Sheet id="bench" number=number("bench") title="The bench" notes=notes(&[
            "A picture goes in, a sentence comes out. The picture stays in this tab.",
            "Every number here is taken on your machine, while you watch.",
        ])>
            <BenchPlace />
        </Sheet>
        <Sheet id="scorecard" number=number("scorecard") title="The panel" notes=notes(&[
            "One reviewer per chair. The same chair looks at both tools.",
            "Where a claim can be measured, this page has an instrument for it.",
        ])>
            <div>
                <div id="scorecard-place">
                    <Scorecard tools role=Signal::stored(None::<String>) check=unchecked />
                </div>
                <Points title="Where they agree" points=agree />
                <Points title="Where they split" points=split />
            </div>
        </Sheet>
        {page.pricing.map(|defaults| {
            let usage = Usage::from(&defaults);
            let note = format!("Prices are those of {}, {}. Put in your own.", defaults.model, defaults.input_price.as_of.in_words());
            view! {
                <Sheet id="price" number=number("price") title="The price" notes=vec![note, "The device costs the same whatever you send it; the hosted side is paid per picture.".into()]>
                    <div id="pricing-place">
                        <Bill usage=Signal::stored(usage) />
                        <CostChart usage=Signal::stored(usage) reading=Signal::stored(usage.images_per_month) />
                        <Formulas usage=Signal::stored(usage) model=defaults.model />
                        <noscript><p class="fallback">"With JavaScript on, the figures can be changed to your own month."</p></noscript>
                    </div>
                </Sheet>
            }
        })}
        <Sheet id="community" number=number("community") title="The community" notes=notes(&["Kept apart from the panel: these are people who happened to come by."])>
            <div>
                <div id="community-place"></div>
                <Community matchup=voted />
            </div>
        </Sheet>
        <Sheet id="sources" number=number("sources") title="The sources" notes=notes(&["Facts and figures with their dates. Nobody paid to be here."])>
            <Sources matchup=matchup />
        </Sheet>
        <Sheet id="weekly" number=number("weekly") title="Weekly verdicts" notes=notes(&["The next comparison, when there is one."])>
            <div>
                <Weekly newsletter feed="feed.xml".into() />
                <div id="share-place"></div>
            </div>
        </Sheet>
    }
}

/// The sections of a page, in order.
fn titles(price: bool) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("bench", "The bench"),
        ("scorecard", "The panel"),
        ("price", "The price"),
        ("community", "The community"),
        ("sources", "The sources"),
        ("weekly", "Weekly verdicts"),
    ];
    all.into_iter().filter(|(id, _)| price || *id != "price").collect()
}

#[component]
fn Contents(price: bool, here: String) -> impl IntoView {
    view! {
        <nav class="contents" aria-label="On this page">
            <ol>
                {titles(price).into_iter().map(|(id, title)| view! { <li><a href=format!("{here}#{id}")>{title}</a></li> }).collect_view()}
            </ol>
        </nav>
    }
}

/// Where the bench will stand, and the words for those who cannot have it.
#[component]
fn BenchPlace() -> impl IntoView {
    view! {
        <div id="bench-place">
            <p class="fallback" id="program-waiting">"Setting up the bench."</p>
            <p class="fallback" id="program-broken" role="alert" hidden>
                "The bench could not be set up. It needs a browser of the last three years with WebAssembly switched on.
                Reload the page; if that does not help, try another browser."
            </p>
            <noscript>
                <p class="fallback">
                    "The bench needs JavaScript and WebAssembly: the model is a program that runs in this tab. Without
                    them there is nothing to run, but the rest of the page can be read."
                </p>
            </noscript>
        </div>
    }
}

pub(super) fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

/// The notes beside a sheet's title.
pub fn notes(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
