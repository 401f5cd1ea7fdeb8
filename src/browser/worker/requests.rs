//! What the page asks of the worker, as read from its messages.

use crate::engine::protocol::{Failure, WIRE_VERSION};
use crate::engine::session::Question;
use js_sys::Reflect;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// The part every message has.
#[derive(Deserialize)]
pub struct Envelope {
    pub v: u32,
    pub id: u32,
    #[serde(rename = "type")]
    pub kind: Kind,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Load,
    Caption,
    /// How fast this device computes.
    Pace,
    /// Stops the call of the same id.
    Cancel,
}

#[derive(Deserialize)]
pub struct LoadRequest {
    pub model: ModelFiles,
    pub precision: Option<String>,
    /// The longest conversation that is wanted, in tokens.
    pub context: Option<u32>,
}

/// Where a model's files are: addresses are texts, files are `Blob`s.
#[derive(Deserialize)]
pub struct ModelFiles {
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    pub text: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    pub mmproj: JsValue,
    /// The id of a model that is stored on this device.
    pub stored: Option<String>,
    /// Address of a Hugging Face folder, ending in a slash.
    pub dir: Option<String>,
    /// An array of `File`s: a GGUF pair or a folder's files.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    pub files: JsValue,
}

#[derive(Deserialize)]
pub struct CaptionRequest {
    /// An array of `Blob`s.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub images: JsValue,
    pub question: Question,
}

/// Reads a message, or says why it can't be.
pub fn read<T: DeserializeOwned>(message: &JsValue) -> Result<T, Failure> {
    serde_wasm_bindgen::from_value(message.clone()).map_err(|error| Failure {
        kind: "request".to_owned(),
        message: format!("The request can't be understood: {error}."),
        remedy: format!("Check the options against vlm.d.ts; vlm.js and the worker must be of one build (wire version {WIRE_VERSION})."),
    })
}

/// The id of a message of which the rest may be unreadable, so that its call hears of it. 0, which no call has, if it
/// bears none.
pub fn id_of(message: &JsValue) -> u32 {
    let id = Reflect::get(message, &"id".into()).ok().and_then(|id| id.as_f64());
    id.filter(|id| id.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(id)).map_or(0, |id| id as u32)
}
