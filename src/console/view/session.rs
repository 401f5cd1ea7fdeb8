//! The session in figures: latencies, rates per target, money over time.

use leptos::prelude::*;

use super::history::History;
use crate::console::{
    desk::Desk,
    record,
    state::{Request, State},
};
use crate::gateway::statistics::{Bar, Latencies, Statistics, TargetFigures};
use crate::widgets::format;

/// The histogram's drawing, in its own units.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 150.0;

#[component]
pub fn Session() -> impl IntoView {
    view! { <Figures /><History /> }
}

#[component]
fn Figures() -> impl IntoView {
    // Counted anew only when a request ends, not with every tick of the clock.
    let finished =
        Desk::here().watch(|state| state.requests.iter().filter(|one| one.route.outcome().is_some()).count());
    let desk = Desk::here();
    let figures = Memo::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never looks at the state.
        let _ = finished.get();
        desk.look(figures)
    });
    move || {
        let figures = figures.get();
        if figures.requests == 0 {
            return view! { <p class="console-note">"No request yet. After the first one, its figures stand here."</p> }
                .into_any();
        }
        view! {
            <p>{sum(&figures)}</p>
            <div class="console-scroll" tabindex="0" role="region" aria-label="Targets in figures"><Table targets=figures.targets.clone() /></div>
            <Histogram latencies=figures.first_token.clone() />
            <Money spending=figures.spending.clone() />
        }
        .into_any()
    }
}

fn figures(state: &State) -> Statistics {
    let finished = state.requests.iter().filter(|request: &&Request| request.route.outcome().is_some());
    Statistics::of(&finished.map(record::recorded).collect::<Vec<_>>())
}

fn sum(figures: &Statistics) -> String {
    let spent = figures.spending.last().map_or(0.0, |(_, total)| *total);
    let count = format::counted(figures.requests as u32, "request", "requests");
    format!("{count}, {} answered, {} spent.", figures.answered, format::dollars(spent))
}

#[component]
fn Table(targets: Vec<TargetFigures>) -> impl IntoView {
    let percent = |share: Option<f64>| share.map_or("–".into(), |share| format!("{:.0}\u{a0}%", share * 100.0));
    let time = |ms: Option<f64>| ms.map_or("–".into(), format::duration);
    view! {
        <table class="console-table">
            <caption>"Target by target"</caption>
            <thead><tr>
                <th scope="col">"Target"</th>
                <th scope="col">"Attempts"</th>
                <th scope="col">"Whole answers"</th>
                <th scope="col">"Another had to answer"</th>
                <th scope="col">"First word, median"</th>
                <th scope="col">"95 of 100 within"</th>
                <th scope="col">"Tokens/s"</th>
                <th scope="col">"Cost"</th>
                <th scope="col">"Of it wasted"</th>
            </tr></thead>
            <tbody>
                {targets.into_iter().map(|target| view! {
                    <tr>
                        <th scope="row">{target.name.clone()}</th>
                        <td>{target.attempts}</td>
                        <td>{percent(target.success_share())}</td>
                        <td>{percent(target.fallback_share())}</td>
                        <td>{time(target.first_token.percentile_ms(0.5))}</td>
                        <td>{time(target.first_token.percentile_ms(0.95))}</td>
                        <td>{target.tokens_per_second.map_or("–".into(), format::rate)}</td>
                        <td>{format::dollars(target.cost_usd)}</td>
                        <td>{format::dollars(target.wasted_usd)}</td>
                    </tr>
                }).collect_view()}
            </tbody>
        </table>
    }
}

/// How long the first word took, over all requests, in the classes that OpenTelemetry uses.
#[component]
fn Histogram(latencies: Latencies) -> impl IntoView {
    let bars = latencies.bars();
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1) as f64;
    let width = WIDTH / bars.len().max(1) as f64;
    let percentile = |share| latencies.percentile_ms(share).map_or("–".into(), format::duration);
    let label = format!(
        "Time to the first word over {} requests: median {}, 95 of 100 within {}. Lower is better.",
        latencies.count(),
        percentile(0.5),
        percentile(0.95)
    );
    view! {
        <figure class="console-part">
            <figcaption class="console-note">{label.clone()}</figcaption>
            <svg class="histogram" viewBox=format!("0 -18 {WIDTH} {}", HEIGHT + 44.0) role="img" aria-label=label data-side="hosted">
                {bars.into_iter().enumerate().map(|(at, bar)| column(at as f64 * width, width, bar, most)).collect_view()}
                <line x1="0" x2=WIDTH y1=HEIGHT y2=HEIGHT></line>
            </svg>
        </figure>
    }
}

fn column(left: f64, width: f64, bar: Bar, most: f64) -> impl IntoView {
    let height = HEIGHT * bar.count as f64 / most;
    let to = bar.to_ms.map_or("more".into(), |to| format!("< {}", format::duration(to as f64)));
    view! {
        <rect class="histogram-bar" x=left + 2.0 y=HEIGHT - height width=(width - 4.0).min(72.0) height=height></rect>
        {(bar.count > 0).then(|| view! { <text x=left + 2.0 y=HEIGHT - height - 5.0>{bar.count}</text> })}
        <text x=left + 2.0 y=HEIGHT + 18.0>{to}</text>
    }
}

/// Dollars so far, request by request. Free sessions have no such line.
#[component]
fn Money(spending: Vec<(f64, f64)>) -> impl IntoView {
    let total = spending.last().map_or(0.0, |(_, total)| *total);
    let (first, last) = (spending.first().map_or(0.0, |one| one.0), spending.last().map_or(0.0, |one| one.0));
    (total > 0.0 && spending.len() > 1).then(|| {
        let x = |time: f64| WIDTH * (time - first) / (last - first).max(1.0);
        let y = |dollars: f64| HEIGHT * (1.0 - dollars / total);
        // Money is spent at once, not little by little: a line of steps.
        let steps = spending.iter().scan(y(0.0), |level, (time, dollars)| {
            let step = format!("L{:.1} {:.1} L{:.1} {:.1} ", x(*time), *level, x(*time), y(*dollars));
            *level = y(*dollars);
            Some(step)
        });
        let path = format!("M0 {:.1} {}", y(0.0), steps.collect::<String>());
        let label = format!(
            "Money spent: {} over {} requests in {}. Lower is better.",
            format::dollars(total),
            spending.len(),
            format::duration(last - first)
        );
        view! {
            <figure class="console-part">
                <figcaption class="console-note">{label.clone()}</figcaption>
                <svg class="histogram" viewBox=format!("0 -18 {WIDTH} {}", HEIGHT + 44.0) role="img" aria-label=label>
                    <line x1="0" x2=WIDTH y1=HEIGHT y2=HEIGHT></line>
                    <path class="money-line" d=path></path>
                    <text x="0" y=HEIGHT + 18.0>"first request"</text>
                    <text x=WIDTH y=HEIGHT + 18.0 style="text-anchor: end">"last request"</text>
                    <text x=WIDTH y="-6" style="text-anchor: end">{format::dollars(total)}</text>
                </svg>
            </figure>
        }
    })
}
