//! What the community says, apart from the panel. Folded, so that a count sways nobody who has not asked for it.

use leptos::prelude::*;

use super::figures::per_cent;
use crate::comparison::{Count, Matchup, Tool};
use crate::voting::{ENOUGH_VOTES, Interval, Rejection};

#[component]
pub fn Community(matchup: Matchup) -> impl IntoView {
    let Some(community) = matchup.community else {
        return view! {
            <p class="fallback">
                "No community vote has been published for this pair yet, so there is no share to show. When there is one,
                it stands here with its number of votes, its interval and its date, apart from the panel’s."
            </p>
        }
        .into_any();
    };
    let [first, second] = matchup.tools;
    let [one, other] = community.tools;
    let date = community.date.in_words();
    let work = (community.minimum_work > 0)
        .then(|| format!(" Each ballot carries {} bits of proof of work.", community.minimum_work));
    view! {
        <details class="count" id="community-count">
            <summary>"Show the count of "{date.clone()}</summary>
            <CountView tool=first count=one />
            <CountView tool=second count=other />
            <p class="figure-note">
                "Counted on "{date}", from "{community.from}". Lines show the Wilson interval that holds the true share
                in 95 of 100 such votes, if voters were drawn by lot. They were not: they are those who came by, one key
                need not be one person, and votes are public."{work}
            </p>
        </details>
    }
    .into_any()
}

/// The figure of the first screen: folded as well.
#[component]
pub fn CommunityFigure(count: Option<Count>) -> impl IntoView {
    match count.as_ref().map(Count::score) {
        None => view! { <dd>"No votes published yet"</dd> }.into_any(),
        Some(score) => view! {
            <dd>
                <details class="count-figure">
                    <summary>{votes(score.valid())}</summary>
                    {share_in_words(score.share(), score.interval())}
                </details>
            </dd>
        }
        .into_any(),
    }
}

/// The votes on one tool: a dot on its interval, the same in words, and what did not count.
#[component]
pub fn CountView(tool: Tool, count: Option<Count>) -> impl IntoView {
    let body = match count {
        None => view! { <p class="figure-note">"There was no poll on this tool."</p> }.into_any(),
        Some(count) => {
            let score = count.score();
            let few = (!score.is_enough())
                .then(|| format!(" Fewer than {ENOUGH_VOTES} votes say more about chance than about the tool."));
            view! {
                {score.interval().zip(score.share()).map(|(interval, share)| plot(interval, share))}
                <p>{share_in_words(score.share(), score.interval())}" "<span class="figure-note">{votes(score.valid())}"."{few}</span></p>
                {rejected(&count)}
            }
            .into_any()
        }
    };
    view! {
        <section class="count-tool" data-side=tool.side.word()>
            <h3 class="count-name">{tool.name}</h3>
            {body}
        </section>
    }
}

/// A dot on its interval, on a line from 0 to 100 %. The words below say the same.
fn plot(interval: Interval, share: f64) -> impl IntoView {
    let place = format!(
        "--low:{:.1}%;--high:{:.1}%;--share:{:.1}%",
        interval.low * 100.0,
        interval.high * 100.0,
        share * 100.0
    );
    view! { <div class="interval" style=place aria-hidden="true"><i></i><b></b></div> }
}

fn share_in_words(share: Option<f64>, interval: Option<Interval>) -> String {
    match share.zip(interval) {
        Some((share, Interval { low, high })) => {
            format!("{} would ship it, between {} and {}.", per_cent(share), per_cent(low), per_cent(high))
        }
        None => String::from("Nobody has voted yet."),
    }
}

fn votes(n: u64) -> String {
    if n == 1 { String::from("1 vote") } else { format!("{n} votes") }
}

/// Ballots that came and do not count, with the reason.
fn rejected(count: &Count) -> Option<impl IntoView + use<>> {
    let total: u64 = count.rejected.values().sum();
    let sentence = |name: &str| {
        let known = Rejection::ALL.into_iter().find(|reason| reason.name() == name);
        known.map_or_else(|| name.to_owned(), |reason| reason.sentence().to_owned())
    };
    let reasons: Vec<_> = count.rejected.iter().map(|(name, n)| (*n, sentence(name))).collect();
    (total > 0).then(|| {
        view! {
            <details class="count-rejected">
                <summary>{format!("{total} more did not count")}</summary>
                <ul>{reasons.into_iter().map(|(n, reason)| view! { <li>{n}": "{reason}</li> }).collect_view()}</ul>
            </details>
        }
    })
}
