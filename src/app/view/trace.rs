//! The run on its time axis: when the model looked, read and wrote.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    format::{counted, duration},
    scale,
    state::{Activity, Span, State, Trace},
};

/// Everything the chart draws, with times as shares of the axis.
#[derive(Clone, Default, PartialEq)]
struct Chart {
    rows: Vec<Row>,
    /// Marks on the axis: place and label.
    ticks: Vec<(f64, String)>,
}

#[derive(Clone, PartialEq)]
struct Row {
    title: &'static str,
    class: &'static str,
    bars: Vec<(f64, f64)>,
    label: String,
}

#[component]
pub fn TraceChart() -> impl IntoView {
    let chart = Desk::here().watch(chart);

    view! {
        <Show when=move || !chart.read().rows.is_empty()>
            <div class="trace" role="img" aria-label=move || spoken(&chart.read())>
                {move || chart.get().rows.into_iter().map(|row| view! {
                    <span class="trace-title">{row.title}</span>
                    <span class=format!("trace-bars {}", row.class)>
                        {row.bars.into_iter().map(|(start, end)| view! {
                            <span style:--start=percent(start) style:--length=percent(end - start)></span>
                        }).collect_view()}
                    </span>
                    <span class="trace-label">{row.label}</span>
                }).collect_view()}
                <span class="trace-axis">
                    {move || chart.get().ticks.into_iter().map(|(place, label)| view! {
                        <span style:--start=percent(place)>{label}</span>
                    }).collect_view()}
                </span>
            </div>
        </Show>
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

fn spoken(chart: &Chart) -> String {
    let rows: Vec<String> = chart.rows.iter().map(|row| format!("{}: {}", row.title, row.label)).collect();
    rows.join(". ")
}

fn chart(state: &State) -> Chart {
    let Some(turn) = state.turns.last() else { return Chart::default() };
    let trace = &turn.trace;
    let running = matches!(state.activity, Activity::Running(_));
    let end = if running { (state.now - trace.started).max(trace.end) } else { trace.end }.max(1.0);
    let kept = turn.stats.as_ref().map_or(0, |stats| stats.frames_kept);
    Chart { rows: rows(trace, kept, end), ticks: ticks(end) }
}

fn rows(trace: &Trace, kept: u32, end: f64) -> Vec<Row> {
    let share = |span: &Span| (span.start / end, span.end / end);
    let sum = |spans: &[Span]| spans.iter().map(|span| span.end - span.start).sum::<f64>();
    let frames = trace.frames.len() as u32;
    let looked = match (frames, kept) {
        (0, 0) => String::from("…"),
        (0, kept) => counted(kept, "frame kept", "frames kept"),
        (frames, _) => format!("{}, {}", counted(frames, "frame", "frames"), duration(sum(&trace.frames))),
    };
    let read = match &trace.prefill {
        None => String::from("…"),
        Some(span) => {
            format!("{}, {}", counted(trace.prefill_tokens, "token", "tokens"), duration(span.end - span.start))
        }
    };
    let wrote = match (trace.tokens.first(), trace.tokens.last()) {
        (Some(first), Some(last)) => {
            format!("{}, {}", counted(trace.tokens.len() as u32, "token", "tokens"), duration(last - first))
        }
        _ => String::from("…"),
    };
    vec![
        Row { title: "Look", class: "trace-look", bars: trace.frames.iter().map(share).collect(), label: looked },
        Row { title: "Read", class: "trace-read", bars: trace.prefill.iter().map(share).collect(), label: read },
        Row {
            title: "Write",
            class: "trace-write",
            bars: trace.tokens.iter().map(|token| (token / end, token / end)).collect(),
            label: wrote,
        },
    ]
}

fn ticks(end: f64) -> Vec<(f64, String)> {
    let label = |at: f64| match at {
        0.0 => String::from("0"),
        at if end < 1000.0 => format!("{at:.0}\u{a0}ms"),
        at => format!("{}\u{a0}s", (at / 100.0).round() / 10.0),
    };
    scale::marks(end).into_iter().map(|at| (at / end, label(at))).collect()
}
