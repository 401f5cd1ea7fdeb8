//! Small downloads of the page itself: lists, settings, sample pictures.

use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, RequestInit, Response};

/// A JSON file beside the page.
pub async fn json<T: DeserializeOwned>(address: &str) -> Option<T> {
    let response = get(address, "GET").await?;
    let value = JsFuture::from(response.json().ok()?).await.ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

pub async fn text(address: &str) -> Option<String> {
    JsFuture::from(get(address, "GET").await?.text().ok()?).await.ok()?.as_string()
}

pub async fn blob(address: &str) -> Option<Blob> {
    let response = get(address, "GET").await?;
    JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()
}

/// Size of a file beside the page, without fetching it; nothing where the server doesn't tell.
pub async fn size(address: &str) -> Option<u64> {
    let response = get(address, "HEAD").await?;
    response.headers().get("content-length").ok()??.parse().ok().filter(|&bytes| bytes > 0)
}

/// A file as text.
pub async fn text_of(blob: &Blob) -> Option<String> {
    JsFuture::from(blob.text()).await.ok()?.as_string()
}

async fn get(address: &str, method: &str) -> Option<Response> {
    let options = RequestInit::new();
    options.set_method(method);
    let promise = web_sys::window()?.fetch_with_str_and_init(address, &options);
    let response: Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    response.ok().then_some(response)
}
