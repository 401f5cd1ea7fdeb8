//! What the browser tells about the storage of this site.

use crate::browser::scope::scope;
use crate::library::protocol::Space;
use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The storage in figures; what the browser keeps to itself stays empty.
pub async fn space() -> Space {
    let estimate = asked("estimate").await;
    let figure = |name: &str| {
        let value = Reflect::get(estimate.as_ref()?, &name.into()).ok()?;
        value.as_f64().map(|bytes| bytes as u64)
    };
    let persistent = asked("persisted").await.is_some_and(|answer| answer.is_truthy());
    Space { used: figure("usage"), quota: figure("quota"), persistent, ..Space::default() }
}

/// Bytes the site may still store.
pub async fn free() -> Option<u64> {
    let space = space().await;
    Some(space.quota?.saturating_sub(space.used?))
}

async fn asked(method: &str) -> Option<JsValue> {
    let storage = Reflect::get(&scope().navigator(), &"storage".into()).ok()?;
    let method: js_sys::Function = wasm_bindgen::JsCast::dyn_into(Reflect::get(&storage, &method.into()).ok()?).ok()?;
    let promise: Promise = wasm_bindgen::JsCast::dyn_into(method.call0(&storage).ok()?).ok()?;
    JsFuture::from(promise).await.ok()
}
