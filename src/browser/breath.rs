//! Letting the worker read its mail: a promise that waits for one turn of the event loop.

use js_sys::{Function, Promise};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// A message to oneself is the fastest way round the event loop; timers are held back for 4 ms.
///
/// Several tasks may wait at once: messages come in the order they were sent, so each wakes the one that sent it.
pub struct Breath {
    channel: MessageChannel,
    waiting: Rc<RefCell<VecDeque<Function>>>,
    _listener: Closure<dyn Fn()>,
}

impl Breath {
    pub fn new() -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let waiting: Rc<RefCell<VecDeque<Function>>> = Rc::default();
        let waking = waiting.clone();
        let listener = Closure::<dyn Fn()>::new(move || {
            let next = waking.borrow_mut().pop_front();
            if let Some(wake) = next {
                // Resolving a promise can't fail.
                wake.call0(&JsValue::NULL).ok();
            }
        });
        channel.port1().set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Ok(Self { channel, waiting, _listener: listener })
    }

    /// Comes back after every message that was waiting has been handled.
    pub async fn take(&self) {
        let turn = Promise::new(&mut |resolve, _| {
            self.waiting.borrow_mut().push_back(resolve);
            // A message without content can always be cloned, so this can't fail.
            self.channel.port2().post_message(&JsValue::NULL).ok();
        });
        JsFuture::from(turn).await.ok();
    }
}
