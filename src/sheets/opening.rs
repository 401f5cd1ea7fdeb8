//! The first screen: the question, the verdict, the two contenders, and the way to the bench.

use leptos::prelude::*;

use super::contenders::Contender;
use crate::comparison::Matchup;

#[component]
pub fn Opening(
    matchup: Matchup,
    /// The page's own address, before the `#`.
    here: String,
) -> impl IntoView {
    let page = matchup.comparison;
    let [first, second] = matchup.tools;
    let [one_count, other_count] = matchup.community.map_or([None, None], |community| community.tools);
    let (one, other) = (first.name.clone(), second.name.clone());
    view! {
        <section class="opening" aria-labelledby="question">
            <p class="pair"><span class="pair-first" data-side=first.side.word()>{one.clone()}</span>" or "<span data-side=second.side.word()>{other.clone()}</span></p>
            <h1 class="question-title" id="question" tabindex="-1">{page.question}</h1>
            <div class="standing">
                <p class="verdict">{page.verdict}</p>
                <p class="opening-way"><a class="button" href=format!("{here}#bench")>"Try it on your picture"</a></p>
            </div>
            <div class="contenders">
                <Contender tool=first count=one_count />
                <Contender tool=second count=other_count />
            </div>
            <dl class="choices">
                <div class="choice"><dt>"Choose "{one}</dt><dd>"if "{page.choose.first_if}</dd></div>
                <div class="choice"><dt>"Choose "{other}</dt><dd>"if "{page.choose.second_if}</dd></div>
                <div class="choice"><dt>"Use both"</dt><dd>"when "{page.choose.both_when}</dd></div>
            </dl>
            <p class="caveat">{page.caveat}</p>
        </section>
    }
}
