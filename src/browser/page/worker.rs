//! The door to a worker that speaks one protocol: requests in, reports out.

use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// A running worker; it ends when this is dropped.
pub struct Door<Request> {
    worker: Worker,
    _listeners: [Closure<dyn Fn(JsValue)>; 2],
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
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(file, &options).map_err(|_| "it did not start")?;
        let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            // A kind of report this page does not know yet is no reason to fail.
            if let Ok(word) = serde_wasm_bindgen::from_value(event.unchecked_into::<MessageEvent>().data()) {
                report(word);
            }
        });
        let broke = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            died(&event.dyn_into::<ErrorEvent>().map(|event| event.message()).unwrap_or_default());
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(broke.as_ref().unchecked_ref()));
        Ok(Self { worker, _listeners: [heard, broke], _request: PhantomData })
    }

    pub fn ask(&self, request: &Request) {
        // Plain data serialises, and a worker takes messages as long as it lives.
        if let Ok(message) = request.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
            let _ = self.worker.post_message(&message);
        }
    }
}

impl<Request> Drop for Door<Request> {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
