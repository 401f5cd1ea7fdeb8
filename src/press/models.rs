//! The page Models, and the check of the catalogue it is made from, `public/models.json`.

use std::path::Path;

use leptos::prelude::*;

use super::{
    PressError,
    document::{Page, Program},
    files::at,
    pages::{html, notes},
};
use crate::comparison::ComparisonError;
use crate::comparison::catalogue::{DataFile, parse};
use crate::library::catalogue::{Catalogue, Model};
use crate::sheets::Sheet;
use crate::shelf::about::{About, title};

const FILE: &str = "models.json";
const TITLE: &str = "Models: fetch one once, keep it, use it offline";
const DESCRIPTION: &str = "Which vision-language models run in this tab, what each costs in bytes and memory, and what is \
    stored on your device.";

/// The catalogue, or everything that is wrong with it, with its line and field.
pub fn read(public: &Path) -> Result<Catalogue, PressError> {
    let path = public.join(FILE);
    let text = std::fs::read_to_string(&path).map_err(|error| at(&path, error))?;
    let file = DataFile { name: FILE.into(), text };
    let catalogue: Catalogue = parse(&file).map_err(|error| PressError::Models(vec![error]))?;
    let content = |mistake: crate::library::Mistake| ComparisonError::Content {
        file: FILE.into(),
        field: mistake.field,
        problem: mistake.problem,
    };
    let mistakes: Vec<_> = catalogue.mistakes().into_iter().map(content).collect();
    if mistakes.is_empty() { Ok(catalogue) } else { Err(PressError::Models(mistakes)) }
}

pub fn page(catalogue: &Catalogue) -> Page {
    let models = catalogue.models.clone();
    Page {
        title: TITLE.into(),
        description: DESCRIPTION.into(),
        address: "models/".into(),
        canonical: "models/".into(),
        card: None,
        structured: None,
        data: None,
        program: Program::Shelf,
        body: html(|| body(models)),
    }
}

fn body(models: Vec<Model>) -> impl IntoView {
    view! {
        <section class="opening shelf-opening" aria-labelledby="question">
            <h1 class="question-title" id="question" tabindex="-1">"Models"</h1>
            <p class="verdict">"Fetch one once. Its weights never need the network again."</p>
        </section>
        <Sheet id="models" number=1 title="What there is" notes=notes(&[
            "Nothing is fetched before you press a button.",
            "A download goes on where it broke off, after a closed laptop, too.",
            "Every file is hashed when it arrives and compared whenever it is loaded.",
        ])>
            <div id="models-place">
                <p class="fallback" id="program-waiting">"Setting up the page."</p>
                <p class="fallback" id="program-broken" role="alert" hidden>
                    "This page could not be set up. It needs a browser of the last three years with WebAssembly switched on.
                    Reload it; if that does not help, try another browser."
                </p>
                <noscript><p class="fallback">"Fetching a model into this browser needs JavaScript. The list can be read without."</p></noscript>
                <ul class="shelf">
                    {models.into_iter().map(|model| {
                        let labelled = title(&model.id);
                        view! { <li class="shelf-model" aria-labelledby=labelled><About model /></li> }
                    }).collect_view()}
                </ul>
            </div>
        </Sheet>
        <Sheet id="storage" number=2 title="What is stored" notes=notes(&[
            "In this browser, on this device, and nowhere else.",
            "Files of your own need no place here: drop them on the bench.",
        ])>
            <div id="storage-place"></div>
        </Sheet>
    }
}
