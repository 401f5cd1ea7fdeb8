//! The measurements of the latest run: a form that waits blank until something has been measured.

use leptos::prelude::*;

use super::trace::TraceChart;
use crate::app::{
    desk::Desk,
    format::{bytes, counted, duration, duration_parts, rate},
    state::{State, Turn},
};

/// One field of the form.
#[derive(Clone, Default, PartialEq)]
struct Field {
    value: String,
    unit: String,
    note: String,
}

const TITLES: [&str; 7] =
    ["Time to first token", "Writing speed", "Frames", "Looking", "Requests while running", "Engine", "Model"];

#[component]
pub fn Measurements() -> impl IntoView {
    let desk = Desk::here();
    let turn = desk.watch(|state| state.turns.last().cloned());
    let fields = desk.watch(fields);
    let stamp = desk.watch(|state| {
        let witness = state.turns.last()?.witness.clone()?;
        Some(format!("Measured in this tab, {}, n = 1.", witness.date))
    });
    let figure = move |read: fn(&Turn) -> Option<String>| move || turn.read().as_ref().and_then(read);

    view! {
        <section
            class="measurements"
            aria-labelledby="measurements-title"
            data-testid="stats"
            data-ttft-ms=figure(|turn| turn.stats.as_ref().map(|stats| format!("{:.1}", stats.ttft_ms)))
            data-tokens-per-second=figure(|turn| turn.tokens_per_second().map(|speed| format!("{speed:.2}")))
            data-frames=figure(|turn| turn.stats.as_ref().map(|stats| stats.frames.to_string()))
            data-requests=figure(|turn| turn.requests().map(|requests| requests.to_string()))
        >
            <h3 id="measurements-title">"Measurements"</h3>
            <p class="measurements-stamp" class:measurements-stamped=move || stamp.read().is_some()>
                {move || stamp.get().unwrap_or_else(|| "Nothing measured yet.".into())}
            </p>
            <TraceChart />
            <dl class="figures">
                {TITLES.into_iter().enumerate().map(|(index, title)| {
                    let field = Memo::new(move |_| fields.read().get(index).cloned().unwrap_or_default());
                    view! {
                        <div class="figure" class:figure-blank=move || field.read().value.is_empty()>
                            <dt>{title}</dt>
                            <dd>
                                <span class="figure-value">{move || field.get().value}</span>
                                " "
                                <span class="figure-unit">{move || field.get().unit}</span>
                                <span class="figure-note">{move || field.get().note}</span>
                            </dd>
                        </div>
                    }
                }).collect_view()}
            </dl>
        </section>
    }
}

/// Empty while there is nothing measured.
fn fields(state: &State) -> Vec<Field> {
    let Some((turn, stats)) = state.turns.last().and_then(|turn| Some((turn, turn.stats.as_ref()?))) else {
        return Vec::new();
    };
    let timed = |milliseconds: f64, note: String| {
        let (value, unit) = duration_parts(milliseconds);
        Field { value, unit: unit.into(), note }
    };
    let blank = |note: &str| Field { note: note.into(), ..Field::default() };
    let seen = stats.frames.saturating_sub(stats.frames_kept);
    vec![
        match stats.ttft_ms {
            ttft if ttft > 0.0 => timed(ttft, "lower is better".into()),
            _ => blank("no token was written"),
        },
        match turn.tokens_per_second() {
            Some(speed) => Field { value: rate(speed), unit: "tokens/s".into(), note: "higher is better".into() },
            None => blank("no token was written"),
        },
        Field {
            value: stats.frames.to_string(),
            unit: if stats.frames == 1 { "frame" } else { "frames" }.into(),
            note: match stats.frames_kept {
                0 => String::from("all computed now"),
                _ if seen == 0 => String::from("kept from before"),
                kept => format!("{kept} kept from before"),
            },
        },
        match seen {
            0 => blank("nothing new to look at"),
            seen => {
                let each = duration(stats.encode_ms / f64::from(seen));
                timed(stats.encode_ms, format!("{each} a frame; lower is better"))
            }
        },
        match turn.requests() {
            Some(requests) => Field {
                value: requests.to_string(),
                unit: String::new(),
                note: String::from("by the page and the engine together"),
            },
            None => blank("this browser does not let the page count"),
        },
        Field {
            value: build_name(&stats.variant),
            unit: String::new(),
            note: format!("{}; {}", counted(stats.threads, "thread", "threads"), build_reason(&stats.variant)),
        },
        Field {
            value: bytes(stats.model_bytes),
            unit: String::new(),
            note: format!("loaded in {}", duration(stats.load_ms)),
        },
    ]
}

/// What the worker's build is called in front of people.
fn build_name(variant: &str) -> String {
    match variant {
        "relaxed-threads" => "Relaxed SIMD, threads".to_owned(),
        "relaxed" => "Relaxed SIMD".to_owned(),
        "simd-threads" => "SIMD, threads".to_owned(),
        "simd" => "SIMD".to_owned(),
        other => other.to_owned(),
    }
}

/// Why it is this build that runs.
fn build_reason(variant: &str) -> &'static str {
    match variant {
        "relaxed-threads" => "the fastest build, which this browser and this site’s server allow",
        "relaxed" => "more threads need three cores, and headers that this site’s server may lack",
        "simd-threads" | "simd" => "this browser lacks relaxed SIMD, which would be faster",
        _ => "as asked for",
    }
}
