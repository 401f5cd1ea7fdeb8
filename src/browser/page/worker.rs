//! The door to a worker that speaks one protocol: requests in, reports out.

use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

// `life.js` lies at the root of the site; the page Models is a program in a folder of its own.
#[cfg_attr(not(feature = "shelf"), wasm_bindgen(raw_module = "./life.js"))]
#[cfg_attr(feature = "shelf", wasm_bindgen(raw_module = "../../life.js"))]
extern "C" {
    /// A worker whose end is heard of.
    type Thread;

    #[wasm_bindgen(constructor, catch)]
    fn start(file: &str, heard: &Closure<dyn Fn(JsValue)>, ended: &Closure<dyn Fn(String)>) -> Result<Thread, JsValue>;
    #[wasm_bindgen(method)]
    fn post(this: &Thread, message: &JsValue);
    #[wasm_bindgen(method)]
    fn end(this: &Thread);
}

/// A running worker; it ends when this is dropped.
pub struct Door<Request> {
    thread: Thread,
    _heard: Closure<dyn Fn(JsValue)>,
    _ended: Closure<dyn Fn(String)>,
    _request: PhantomData<fn(Request)>,
}

impl<Request: Serialize> Door<Request> {
    /// Starts the worker in `file`. `died` is called with what the browser says when it can't go on.
    ///
    /// # Errors
    /// What the browser says when it can't even start.
    pub fn start<Report: DeserializeOwned>(
        file: &str,
        report: impl Fn(Report) + 'static,
        died: impl Fn(&str) + 'static,
    ) -> Result<Self, &'static str> {
        let heard = Closure::<dyn Fn(JsValue)>::new(move |word: JsValue| {
            // A kind of report this page does not know yet is no reason to fail.
            if let Ok(word) = serde_wasm_bindgen::from_value(word) {
                report(word);
            }
        });
        let ended = Closure::<dyn Fn(String)>::new(move |why: String| died(&why));
        let thread = Thread::start(file, &heard, &ended).map_err(|_| "it did not start")?;
        Ok(Self { thread, _heard: heard, _ended: ended, _request: PhantomData })
    }

    pub fn ask(&self, request: &Request) {
        // Plain data serialises, and a worker takes messages as long as it lives.
        if let Ok(message) = request.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
            self.thread.post(&message);
        }
    }
}

impl<Request> Drop for Door<Request> {
    fn drop(&mut self) {
        self.thread.end();
    }
}
