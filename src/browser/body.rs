//! The body of a response, chunk by chunk.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

pub struct Body(Option<ReadableStreamDefaultReader>);

impl Body {
    /// Answers without a body are read as empty ones.
    pub fn of(response: &Response) -> Self {
        Self(response.body().map(|body| body.get_reader().unchecked_into()))
    }

    /// The next chunk, or `None` at the end.
    ///
    /// # Errors
    /// What the browser throws when the connection breaks or the request is aborted.
    pub async fn next(&self) -> Result<Option<Uint8Array>, JsValue> {
        let Some(reader) = &self.0 else { return Ok(None) };
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            return Ok(None);
        }
        Reflect::get(&step, &"value".into()).map(|chunk| Some(chunk.unchecked_into()))
    }
}
