//! The month's bill and the sums behind it.

use leptos::prelude::*;

use super::figures::{dollars, whole};
use crate::comparison::pricing::{Crossover, Usage};

/// Three ways to handle the month, and where two of them cross.
#[component]
pub fn Bill(#[prop(into)] usage: Signal<Usage>) -> impl IntoView {
    let bill = Memo::new(move |_| usage.get().bill());
    let split = move || format!("{}\u{a0}% on the device, the rest hosted", usage.get().device_share);
    view! {
        <table class="bill">
            <caption>"A month at "<span class="figure-live">{move || whole(usage.get().images_per_month)}</span>" images"</caption>
            <tbody>
                <tr data-side="hosted"><th scope="row">"All hosted"</th><td>{move || dollars(bill.get().all_hosted)}</td></tr>
                <tr data-side="device"><th scope="row">"All on the device"</th><td>{move || dollars(bill.get().all_device)}</td></tr>
                <tr><th scope="row">{split}</th><td>{move || dollars(bill.get().split)}</td></tr>
            </tbody>
        </table>
        <p class="crossover">{move || crossover_in_words(bill.get().crossover, usage.get().images_per_month)}</p>
    }
}

fn crossover_in_words(crossover: Crossover, images: f64) -> String {
    match crossover {
        Crossover::At(there) if there <= images => {
            format!("The split pays from {} images a month, so at your volume it is the cheaper way.", whole(there))
        }
        Crossover::At(there) => {
            format!(
                "The split pays only from {} images a month; at your volume hosting it all is cheaper.",
                whole(there)
            )
        }
        Crossover::Always => "With no upkeep to pay, the device is never the dearer way.".into(),
        Crossover::NoShare => "Nothing is handled on the device, so there is nothing to cross.".into(),
        Crossover::HostedIsFree => "At these prices hosted images cost nothing, so the split never pays.".into(),
    }
}

/// The formulas, in words and with the reader's figures put in.
#[component]
pub fn Formulas(#[prop(into)] usage: Signal<Usage>, model: String) -> impl IntoView {
    let hosted = move || {
        let u = usage.get();
        format!(
            "{} × ({} × ${} + {} × ${}) ÷ 1,000,000 = {}",
            whole(u.images_per_month),
            whole(u.input_tokens),
            u.input_price,
            whole(u.output_tokens),
            u.output_price,
            dollars(u.bill().all_hosted)
        )
    };
    let split = move || {
        let u = usage.get();
        let rest = 100.0 - u.device_share;
        format!(
            "{} + {rest}\u{a0}% × {} = {}",
            dollars(u.device_upkeep),
            dollars(u.bill().all_hosted),
            dollars(u.bill().split)
        )
    };
    view! {
        <details class="formulas">
            <summary>"How the sums are made"</summary>
            <dl>
                <dt>{format!("All hosted, on {model}")}</dt>
                <dd>"images × (tokens in × price in + tokens out × price out) ÷ 1,000,000"</dd>
                <dd class="worked">{hosted}</dd>
                <dt>"Split"</dt>
                <dd>"upkeep of the device path + share that stays hosted × all hosted"</dd>
                <dd class="worked">{split}</dd>
                <dt>"Crossover"</dt>
                <dd>"upkeep ÷ (share on the device × hosted price of one image)"</dd>
            </dl>
        </details>
    }
}
