//! The door to the engine. The page goes through `vlm.js` exactly as a foreign page would.

use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob};

use super::pictures;
use crate::engine::protocol::{Event, Failure, ModelInfo};

// `vlm.js` lies at the root of the site; the console is a program in a folder of its own.
#[cfg_attr(not(feature = "console"), wasm_bindgen(raw_module = "./vlm.js"))]
#[cfg_attr(feature = "console", wasm_bindgen(raw_module = "../../vlm.js"))]
extern "C" {
    /// A loaded model.
    #[derive(Clone)]
    pub type Vlm;

    #[wasm_bindgen(static_method_of = Vlm, catch, js_name = load)]
    async fn load_with(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, js_name = info)]
    fn raw_info(this: &Vlm) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = caption)]
    fn caption_with(this: &Vlm, picture: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    pub fn dispose(this: &Vlm);
}

/// Which weights to load. Local files are named here and taken from the shelf.
pub enum Weights<'a> {
    Demo,
    Stored { id: &'a str },
    LocalPair { text: &'a str, projector: &'a str },
    LocalFolder,
}

/// Stops a load or a run, at any stage and more than once.
#[derive(Clone)]
pub struct Stop(AbortController);

impl Stop {
    pub fn new() -> Result<Stop, Failure> {
        AbortController::new().map(Stop).map_err(failure)
    }

    pub fn pull(&self) {
        self.0.abort();
    }
}

/// Loads a model, reporting on the way.
pub async fn load(
    weights: Weights<'_>,
    stop: &Stop,
    report: impl Fn(Event) + 'static,
) -> Result<(Vlm, ModelInfo), Failure> {
    let on_progress = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        // A kind of event this page does not know yet is no reason to fail.
        if let Ok(event) = serde_wasm_bindgen::from_value(event) {
            report(event);
        }
    });
    let options = js_sys::Object::new();
    set(&options, "model", &model_option(weights)?);
    set(&options, "onProgress", on_progress.as_ref());
    set(&options, "signal", &stop.0.signal());
    let vlm: Vlm = Vlm::load_with(&options).await.map_err(failure)?.unchecked_into();
    let info = serde_wasm_bindgen::from_value(vlm.raw_info()).map_err(|error| failure(error.into()))?;
    Ok((vlm, info))
}

fn model_option(weights: Weights<'_>) -> Result<JsValue, Failure> {
    let pair = |text: &JsValue, projector: &JsValue| {
        let pair = js_sys::Object::new();
        set(&pair, "text", text);
        set(&pair, "mmproj", projector);
        JsValue::from(pair)
    };
    Ok(match weights {
        Weights::Demo => "demo".into(),
        Weights::Stored { id } => {
            let stored = js_sys::Object::new();
            set(&stored, "stored", &id.into());
            stored.into()
        }
        Weights::LocalPair { text, projector } => {
            let file = |name| pictures::model_file(name).map(JsValue::from).ok_or_else(files_gone);
            pair(&file(text)?, &file(projector)?)
        }
        Weights::LocalFolder => {
            let folder = js_sys::Object::new();
            set(&folder, "files", &pictures::model_files().into_iter().collect::<js_sys::Array>());
            folder.into()
        }
    })
}

/// Asks about a picture, or about nothing but the words, and reports every event in order; returns when the run is over.
pub async fn caption(
    vlm: &Vlm,
    picture: Option<&Blob>,
    question: &impl Serialize,
    stop: &Stop,
    mut report: impl FnMut(Event),
) -> Result<(), Failure> {
    let options = serde_wasm_bindgen::to_value(question).map_err(|error| failure(error.into()))?;
    set(options.unchecked_ref(), "signal", &stop.0.signal());
    let events = vlm.caption_with(&picture.map_or(JsValue::NULL, JsValue::from), &options).map_err(failure)?;
    let events = iterator(&events)?;
    loop {
        let step = JsFuture::from(events.next().map_err(failure)?).await.map_err(failure)?;
        let step: js_sys::IteratorNext = step.unchecked_into();
        if step.done() {
            return Ok(());
        }
        match serde_wasm_bindgen::from_value(step.value()) {
            Ok(event) => report(event),
            Err(error) => {
                stop.pull();
                return Err(failure(error.into()));
            }
        }
    }
}

/// What `for await` would use.
fn iterator(iterable: &JsValue) -> Result<js_sys::AsyncIterator, Failure> {
    let method = js_sys::Reflect::get(iterable, &js_sys::Symbol::async_iterator()).map_err(failure)?;
    let method: js_sys::Function = method.dyn_into().map_err(failure)?;
    Ok(method.call0(iterable).map_err(failure)?.unchecked_into())
}

fn set(object: &js_sys::Object, key: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = js_sys::Reflect::set(object, &key.into(), value);
}

/// The engine's own words, or honest ones about an error that has none.
fn failure(error: JsValue) -> Failure {
    let text = |key: &str| js_sys::Reflect::get(&error, &key.into()).ok().and_then(|value| value.as_string());
    match (text("kind"), text("message"), text("remedy")) {
        (Some(kind), Some(message), Some(remedy)) => Failure { kind, message, remedy },
        (_, message, _) => Failure {
            kind: "worker".into(),
            message: format!(
                "The engine stopped unexpectedly: {}.",
                message.as_deref().unwrap_or("no reason was given")
            ),
            remedy: "Try again. If it happens again, reload the page.".into(),
        },
    }
}

fn files_gone() -> Failure {
    Failure {
        kind: "files".into(),
        message: "The model’s files are no longer at hand.".into(),
        remedy: "Choose them again.".into(),
    }
}
