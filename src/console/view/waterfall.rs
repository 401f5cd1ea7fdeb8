//! The waterfall: every attempt on the request's time axis.

use leptos::prelude::*;

use super::side;
use crate::console::{
    desk::Desk,
    state::RequestId,
    waterfall::{Row, Waterfall},
};
use crate::gateway::trace::AttemptOutcome;
use crate::widgets::{format, scale};

#[component]
pub fn WaterfallChart(id: RequestId) -> impl IntoView {
    let chart = Desk::here()
        .watch(move |state| state.request(id).map(|request| Waterfall::of(request, state.now)).unwrap_or_default());
    view! {
        {move || view! { <Rows chart=chart.get() /> }}
        <p class="waste" data-testid="waste">{move || waste(&chart.read())}</p>
        <ul class="skipped">
            {move || chart.get().skipped.into_iter().map(|(name, reason)| view! {
                <li>{name}" was not asked: "{reason.to_string()}"."</li>
            }).collect_view()}
        </ul>
    }
}

/// The bars alone, with their axis.
#[component]
pub fn Rows(chart: Waterfall) -> impl IntoView {
    let (length, label) = (chart.length, spoken(&chart));
    view! {
        <div class="waterfall" role="img" aria-label=label>
            {chart.rows.into_iter().map(|row| drawn(row, length)).collect_view()}
            <span class="waterfall-axis">
                {scale::marks(length).into_iter().map(|at| view! {
                    <span style:--start=percent(at / length)>{tick(at)}</span>
                }).collect_view()}
            </span>
        </div>
    }
}

fn drawn(row: Row, length: f64) -> impl IntoView {
    let share = |time: f64| percent(time / length);
    let span = |from: f64, to: f64, phase: &'static str| {
        view! { <i data-phase=phase style:--start=share(from) style:--length=share((to - from).max(0.0))></i> }
    };
    let headers = row.headers.unwrap_or(row.start).min(row.end);
    let first = row.first.unwrap_or(row.end);
    let label = said(&row);
    view! {
        <span class="waterfall-name" data-side=side(row.on_device) data-inner=row.inner.then_some("")>{row.name.clone()}</span>
        <span class="waterfall-bars" data-side=side(row.on_device) data-inner=row.inner.then_some("") data-outcome=outcome(&row)>
            {(!row.inner).then(|| span(row.start, headers, "connect"))}
            {span(if row.inner { row.start } else { headers }, first, "wait")}
            {row.first.map(|first| span(first, row.end, "write"))}
        </span>
        <span class="waterfall-label">{label}</span>
    }
}

fn outcome(row: &Row) -> &'static str {
    match row.outcome {
        AttemptOutcome::Pending => "pending",
        AttemptOutcome::Answered => "answered",
        AttemptOutcome::Incomplete => "incomplete",
        AttemptOutcome::Failed => "failed",
        AttemptOutcome::Cancelled => "cancelled",
    }
}

/// What stands beside a bar.
fn said(row: &Row) -> String {
    let took = format::duration(row.end - row.start);
    let status = row.status.filter(|status| *status >= 400).map_or(String::new(), |status| format!("{status} "));
    let error = row.error.as_deref().unwrap_or("failed").replace('_', " ");
    let retry = row.retry_after_ms.map_or(String::new(), |wait| format!(", asks for {}", format::duration(wait)));
    let cost =
        row.cost_usd.filter(|cost| *cost > 0.0).map_or(String::new(), |cost| format!(", {}", format::dollars(cost)));
    match row.outcome {
        AttemptOutcome::Pending => format!("{took} …"),
        AttemptOutcome::Answered => format!("answered, {took}{cost}"),
        AttemptOutcome::Incomplete => format!("broke off: {error}, {took}{cost}"),
        AttemptOutcome::Failed => format!("{status}{error}, {took}{retry}{cost}"),
        AttemptOutcome::Cancelled => format!("stopped, {took}{cost}"),
    }
}

fn waste(chart: &Waterfall) -> String {
    if chart.wasted_ms <= 0.0 && chart.wasted_usd <= 0.0 {
        return String::new();
    }
    format!(
        "Attempts that gave no whole answer took {} and {}.",
        format::duration(chart.wasted_ms),
        format::dollars(chart.wasted_usd)
    )
}

fn spoken(chart: &Waterfall) -> String {
    let rows: Vec<_> = chart.rows.iter().map(|row| format!("{}: {}", row.name, said(row))).collect();
    format!("Attempts in order. {}", rows.join(". "))
}

fn percent(share: f64) -> String {
    format!("{:.2}%", (share * 100.0).clamp(0.0, 100.0))
}

fn tick(at: f64) -> String {
    if at == 0.0 { "0".into() } else { format::duration(at) }
}
