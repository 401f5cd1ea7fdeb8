//! One contender with its three figures. A missing figure says that it is missing.

use leptos::prelude::*;

use super::{community::CommunityFigure, figures::share};
use crate::comparison::{Count, Tool, Verdict, panel_share};

#[component]
pub fn Contender(
    tool: Tool,
    /// The published votes on it.
    count: Option<Count>,
) -> impl IntoView {
    let panel = panel_share(&tool).map_or_else(|| "Not reviewed yet".into(), share);
    let dots = tool.panel.iter().map(|review| review.verdict).collect::<Vec<_>>();
    view! {
        <article class="contender" data-side=tool.side.word()>
            <h2 class="contender-name">{tool.name}</h2>
            <p class="contender-line">{tool.tagline}</p>
            <dl class="contender-figures">
                <div><dt>"Panel would ship"</dt><dd>{panel}<Dots verdicts=dots /></dd></div>
                <div><dt>"Community would ship"</dt><CommunityFigure count /></div>
                <div>
                    <dt>"Entry"</dt>
                    <dd>{tool.entry.price.word()}</dd>
                    <dd class="figure-note">{tool.entry.pricing_model}" As of "{tool.entry.as_of.in_words()}"."</dd>
                </div>
            </dl>
        </article>
    }
}

/// A dot for each reviewer, full where the verdict is ship.
#[component]
fn Dots(verdicts: Vec<Verdict>) -> impl IntoView {
    view! {
        <span class="dots" aria-hidden="true">
            {verdicts.into_iter().map(|verdict| view! { <i data-verdict=verdict.word()></i> }).collect_view()}
        </span>
    }
}
