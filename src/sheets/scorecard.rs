//! Every reviewer's position on both tools, side by side.

use leptos::prelude::*;

use crate::comparison::{Check, Review, Tool, role_key, roles};

/// How a checkable claim is shown: as words in print, as a button in the tab.
pub type CheckView = fn(Check) -> AnyView;

/// The printed form: the claim and the word that nobody has measured it here.
pub fn unchecked(check: Check) -> AnyView {
    view! { <p class="check"><span class="check-claim">{check.says}</span><span class="check-state">"Not checked yet"</span></p> }
        .into_any()
}

/// The table. On a narrow page its cells stack, so the roles of a table are spelled out for assistive technology.
#[component]
pub fn Scorecard(
    tools: [Tool; 2],
    /// Key of the only role to show; `None` shows all.
    #[prop(into)]
    role: Signal<Option<String>>,
    check: CheckView,
) -> impl IntoView {
    let rows: Vec<_> = roles(&tools).into_iter().map(str::to_owned).collect();
    let heads = tools.clone().map(|tool| {
        view! {
            <th role="columnheader" scope="col" data-side=tool.side.word()>{tool.name}</th>
        }
    });
    view! {
        <table class="scorecard" role="table">
            <caption class="unseen">"What each reviewer said of both tools"</caption>
            <thead role="rowgroup">
                <tr role="row"><th role="columnheader" scope="col">"Reviewer"</th>{heads.collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">
                {rows.into_iter().map(|name| {
                    let key = role_key(&name);
                    let hidden = move || role.with(|role| role.as_ref().is_some_and(|role| *role != key));
                    let cells = tools.clone().map(|tool| {
                        let review = tool.panel.iter().find(|review| review.role == name).cloned();
                        view! { <td role="cell" data-side=tool.side.word() data-tool=tool.name.clone()>{position(review, &name, &tool.name, check)}</td> }
                    });
                    view! {
                        <tr role="row" hidden=hidden><th role="rowheader" scope="row">{name.clone()}</th>{cells.collect_view()}</tr>
                    }
                }).collect_view()}
            </tbody>
        </table>
    }
}

fn position(review: Option<Review>, role: &str, tool: &str, check: CheckView) -> AnyView {
    let Some(review) = review else {
        return view! { <p class="no-review">{format!("The {} has not reviewed {tool}.", role.to_lowercase())}</p> }
            .into_any();
    };
    view! {
        <p class="position" data-verdict=review.verdict.word()>{review.verdict.word()}</p>
        <p class="claim">{review.claim}</p>
        <dl class="grounds">
            <div><dt>"Evidence"</dt><dd>{review.evidence}</dd></div>
            <div><dt>"Risk"</dt><dd>{review.risk}</dd></div>
            {review.buyer.map(|buyer| view! { <div><dt>"Buyer"</dt><dd>{buyer}</dd></div> })}
        </dl>
        {review.checks.into_iter().map(check).collect_view()}
    }
    .into_any()
}
