//! Models that a tab holds in memory because the browser keeps nothing: it lends them to the other tabs as long as it
//! is open. Blobs travel as handles; nothing is copied.

use crate::library::record::Record;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "shipcheck-lent-models";
/// What a borrower says. Lenders answer with the models themselves.
const ASK: &str = "ask";
/// A tab answers at once or, if it is busy or asleep, too late. In milliseconds.
const PATIENCE_MS: u32 = 300;

/// A model in another tab's memory.
pub struct Lent {
    pub record: Record,
    /// By name, each a `Blob`.
    pub files: Object,
}

/// What the other tabs lend.
pub async fn ask() -> Vec<Lent> {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return Vec::new() };
    let heard = Array::new();
    let listener = {
        let heard = heard.clone();
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            heard.push(&event.data());
        })
    };
    channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    if channel.post_message(&ASK.into()).is_ok() {
        wait().await;
    }
    channel.close();
    heard.iter().filter_map(|message| read(&message)).collect()
}

fn read(message: &JsValue) -> Option<Lent> {
    let part = |name: &str| Reflect::get(message, &name.into()).ok();
    let record = serde_wasm_bindgen::from_value(part("record")?).ok()?;
    Some(Lent { record, files: part("files")?.dyn_into().ok()? })
}

/// Page and workers have the same clock, under the same name.
async fn wait() {
    let asked = Promise::new(&mut |resolve, _| {
        let global = js_sys::global();
        let timer =
            Reflect::get(&global, &"setTimeout".into()).ok().and_then(|timer| timer.dyn_into::<Function>().ok());
        let _ = timer.map(|timer| timer.call2(&global, &resolve, &PATIENCE_MS.into()));
    });
    let _ = JsFuture::from(asked).await;
}

/// Lends whatever `models` gives, whenever somebody asks, for as long as the worker lives.
#[cfg(feature = "library")]
pub fn lend(models: impl Fn() -> Vec<Lent> + 'static) {
    use serde::Serialize;
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let answering = channel.clone();
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if event.data().as_string().as_deref() != Some(ASK) {
            return;
        }
        for model in models() {
            let message = Object::new();
            let record = model.record.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
            // Setting a property of a fresh plain object cannot fail.
            let _ = Reflect::set(&message, &"record".into(), &record.unwrap_or_default());
            let _ = Reflect::set(&message, &"files".into(), &model.files);
            let _ = answering.post_message(&message);
        }
    });
    channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}
