//! The visitor's own signer, as Nostr extensions offer it to every page (NIP-07).

use js_sys::{Function, JSON, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::ballots::protocol::Failure;

/// Whether there is one.
pub fn exists() -> bool {
    nostr().is_some()
}

/// Its public key, in hexadecimal digits. It may ask the visitor first.
pub async fn public_key() -> Result<String, Failure> {
    let key = call("getPublicKey", &[]).await?;
    key.as_string().ok_or_else(|| refused("it gave no key"))
}

/// The event with id and signature, as JSON. It may ask the visitor first.
pub async fn sign(event: &impl Serialize) -> Result<String, Failure> {
    let event = event.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(|e| words(&e.into()))?;
    let signed = call("signEvent", &[event]).await?;
    JSON::stringify(&signed).map(String::from).map_err(|error| words(&error))
}

fn nostr() -> Option<JsValue> {
    let window = web_sys::window()?;
    Reflect::get(&window, &"nostr".into()).ok().filter(JsValue::is_object)
}

async fn call(method: &str, arguments: &[JsValue]) -> Result<JsValue, Failure> {
    let signer = nostr().ok_or_else(|| refused("it is gone"))?;
    let function = Reflect::get(&signer, &method.into()).and_then(JsCast::dyn_into::<Function>);
    let function = function.map_err(|_| refused("it can't do this"))?;
    let promise = function.apply(&signer, &arguments.iter().collect()).map_err(|error| words(&error))?;
    JsFuture::from(Promise::resolve(&promise)).await.map_err(|error| words(&error))
}

fn words(error: &JsValue) -> Failure {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    refused(&message.or_else(|| error.as_string()).unwrap_or_else(|| String::from("no reason was given")))
}

fn refused(why: &str) -> Failure {
    let why: String = why.chars().take(200).collect();
    Failure::new(
        format!("Your extension did not sign ({why})."),
        "Try again and allow it there, or let this browser make a key.",
    )
}
