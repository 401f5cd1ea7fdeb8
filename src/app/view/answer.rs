//! One question and its answer.

use leptos::prelude::*;

use crate::app::{
    desk::Desk,
    format::{counted, duration},
    message::Msg,
    state::{ModelChoice, Outcome, Turn},
    words,
};

#[component]
pub fn Answer(number: u32, place: Memo<usize>, turn: Memo<Option<Turn>>, latest: Memo<bool>) -> impl IntoView {
    let desk = Desk::here();
    let piece = move |read: fn(&Turn) -> String| turn.read().as_ref().map(read);
    let outcome = Memo::new(move |_| turn.read().as_ref().map(|turn| turn.outcome));
    let running = move || outcome.get() == Some(Outcome::Running);
    let has_text = Memo::new(move |_| turn.read().as_ref().is_some_and(|turn| !turn.answer.trim().is_empty()));
    let demo = turn.read_untracked().as_ref().is_some_and(|turn| turn.model == ModelChoice::Demo);
    let copied = desk.watch(move |state| state.copied.filter(|(copied, _)| *copied == number));

    view! {
        <li class="turn" data-outcome=move || outcome.get().map(word)>
            <p class="turn-question">
                <span class="turn-number">"Q" {move || place.get()}</span>
                <span>{move || piece(|turn| turn.prompt.clone())}</span>
            </p>
            <p
                class="turn-answer"
                data-testid=move || latest.get().then_some("answer")
                aria-busy=move || running().then_some("true")
            >
                {move || piece(|turn| turn.answer.trim_start().to_owned())}
            </p>
            <p class="turn-facts">
                <span>{move || piece(facts)}</span>
                <Show when=move || has_text.get() && !running()>
                    <button type="button" class="quiet" on:click=move |_| desk.send(Msg::CopyPressed { turn: number })>
                        {move || match copied.get() {
                            Some((_, true)) => "Copied",
                            Some((_, false)) => "The browser refused",
                            None => "Copy the answer",
                        }}
                    </button>
                </Show>
            </p>
            {demo.then(|| view! { <p class="turn-caveat">{words::DEMO_CAVEAT}</p> })}
        </li>
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Running => "running",
        Outcome::Done(_) => "done",
        Outcome::Stopped => "stopped",
        Outcome::Failed => "failed",
    }
}

/// What was computed for this answer, and what was kept from the ones before.
fn facts(turn: &Turn) -> String {
    let mut facts = vec![turn.name.clone()];
    match turn.outcome {
        Outcome::Stopped => facts.push("stopped".into()),
        Outcome::Failed => facts.push("failed".into()),
        Outcome::Running | Outcome::Done(_) => {}
    }
    if turn.trace.prefill.is_some() {
        facts.push(counted(turn.trace.prefill_tokens, "token read", "tokens read"));
    }
    if let Some(stats) = &turn.stats {
        if stats.frames_kept > 0 {
            facts.push(counted(stats.frames_kept, "frame kept", "frames kept"));
        }
        facts.push(counted(stats.decode_tokens, "token written", "tokens written"));
        facts.push(duration(turn.trace.end));
    }
    facts.join(", ")
}
