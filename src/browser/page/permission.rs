//! What the browser lets this page do.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether this page may reach devices in the visitor's network: `granted`, `denied` or `prompt`. `None` where the
/// browser does not know such a permission.
pub async fn local_network() -> Option<String> {
    // By hand: the typed binding knows the names of older permissions only.
    let permissions = Reflect::get(&web_sys::window()?.navigator(), &"permissions".into()).ok()?;
    let query: Function = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
    let wanted = js_sys::Object::new();
    Reflect::set(&wanted, &"name".into(), &"local-network-access".into()).ok()?;
    let promise: Promise = query.call1(&permissions, &JsValue::from(wanted)).ok()?.dyn_into().ok()?;
    Reflect::get(&JsFuture::from(promise).await.ok()?, &"state".into()).ok()?.as_string()
}
