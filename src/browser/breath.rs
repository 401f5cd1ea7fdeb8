//! Letting the worker read its mail: a promise that waits for one turn of the event loop.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// A message to oneself is the fastest way round the event loop; timers are held back for 4 ms.
pub struct Breath {
    channel: MessageChannel,
}

impl Breath {
    pub fn new() -> Result<Self, JsValue> {
        Ok(Self { channel: MessageChannel::new()? })
    }

    /// Comes back after every message that was waiting has been handled.
    pub async fn take(&self) {
        let turn = Promise::new(&mut |resolve, _| {
            self.channel.port1().set_onmessage(Some(&resolve));
            // A message without content can always be cloned, so this can't fail.
            self.channel.port2().post_message(&JsValue::NULL).ok();
        });
        JsFuture::from(turn).await.ok();
    }
}
