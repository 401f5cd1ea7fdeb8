//! Where the facts come from, and whom else to look at.

use leptos::prelude::*;

use crate::comparison::{Matchup, Source};

#[component]
pub fn Sources(matchup: Matchup) -> impl IntoView {
    let page = matchup.comparison;
    let shared = (!page.sources.is_empty()).then(|| list("Both", page.sources));
    view! {
        <div class="sources">
            {matchup.tools.map(|tool| view! {
                <div class="source-group" data-side=tool.side.word()>
                    <h3 class="points-title">{tool.name.clone()}</h3>
                    <p>{tool.summary}</p>
                    <h4>"Instead of it"</h4>
                    <ul>
                        {tool.competitors.into_iter().map(|other| view! { <li><b>{other.name}</b>": "{other.note}</li> }).collect_view()}
                    </ul>
                    {list("Sources", tool.sources)}
                </div>
            }).collect_view()}
            {shared.map(|list| view! { <div class="source-group">{list}</div> })}
            <p class="dates">"Published "{page.published.in_words()}", updated "{page.updated.in_words()}"."</p>
        </div>
    }
}

fn list(title: &'static str, sources: Vec<Source>) -> impl IntoView {
    view! {
        <h4>{title}</h4>
        <ul>
            {sources.into_iter().map(|source| {
                let title = match source.url {
                    Some(url) => view! { <a href=url.to_string() rel="noreferrer">{source.title}</a> }.into_any(),
                    None => view! { <span>{source.title}</span> }.into_any(),
                };
                view! { <li>{title}", "{source.date.in_words()}". "{source.note}</li> }
            }).collect_view()}
        </ul>
    }
}
