//! What the browser tells of the device, and what it can be asked to do for it.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The device's memory in gibibytes: coarse, and 8 at most. Not every browser tells.
pub fn memory() -> Option<f64> {
    Reflect::get(&navigator()?, &"deviceMemory".into()).ok()?.as_f64()
}

/// Asks the browser not to clear this site's storage by itself. Some ask the visitor, some decide alone.
pub fn ask_to_keep() {
    let asked = || {
        let storage = Reflect::get(&navigator()?, &"storage".into()).ok()?;
        let persist: Function = Reflect::get(&storage, &"persist".into()).ok()?.dyn_into().ok()?;
        persist.call0(&storage).ok()
    };
    // A refusal is told with the storage figure.
    drop(asked());
}

fn navigator() -> Option<JsValue> {
    Some(web_sys::window()?.navigator().into())
}
