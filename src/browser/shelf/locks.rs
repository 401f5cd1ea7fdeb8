//! Web Locks: what tabs of this site agree on. A lock ends with its tab, however that ends.

use crate::browser::scope::scope;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Held by the one tab that fetches.
pub const WRITER: &str = "shipcheck-models-writer";

/// Held by whoever reads a model, or, alone, by whoever changes it.
pub fn of_model(id: &str) -> String {
    format!("shipcheck-model-{id}")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Nobody else may hold it.
    Alone,
    /// Others may share it.
    Together,
}

/// A lock that is held until it is dropped.
pub struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Takes a lock. `None` if someone else holds it and `wait` is off. Where a browser has no locks, everyone gets it.
pub async fn take(name: &str, share: Share, wait: bool) -> Option<Lock> {
    let Some((locks, request)) = manager() else { return Some(Lock(None)) };
    let (mut release, mut granted) = (None, None);
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let answer = Promise::new(&mut |resolve, _| granted = Some(resolve));
    let granted = granted?;
    let refused = granted.clone();
    let callback = Closure::once_into_js(move |lock: JsValue| {
        let got = !lock.is_null() && !lock.is_undefined();
        let _ = granted.call1(&JsValue::NULL, &got.into());
        if got { held.into() } else { JsValue::UNDEFINED }
    });
    let options = Object::new();
    let mode = if share == Share::Together { "shared" } else { "exclusive" };
    let _ = Reflect::set(&options, &"mode".into(), &mode.into());
    let _ = Reflect::set(&options, &"ifAvailable".into(), &(!wait).into());
    let asked: Promise = request.call3(&locks, &name.into(), &options, &callback).ok()?.dyn_into().ok()?;
    let failed = Closure::once_into_js(move |_: JsValue| {
        let _ = refused.call1(&JsValue::NULL, &JsValue::FALSE);
    });
    let catch: Function = Reflect::get(&asked, &"catch".into()).ok()?.dyn_into().ok()?;
    catch.call1(&asked, &failed).ok()?;
    JsFuture::from(answer).await.ok()?.is_truthy().then_some(Lock(release))
}

fn manager() -> Option<(JsValue, Function)> {
    let locks = Reflect::get(&scope().navigator(), &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
