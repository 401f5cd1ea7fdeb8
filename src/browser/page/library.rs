//! The door to the library worker.

use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::library::protocol::{Failure, Report, Request};

/// A running worker; it ends when this is dropped.
pub struct Library {
    worker: Worker,
    _listeners: [Closure<dyn Fn(JsValue)>; 2],
}

impl Library {
    /// Starts the worker. `died` is called when it can't go on.
    pub fn start(report: impl Fn(Report) + 'static, died: impl Fn(Failure) + 'static) -> Result<Library, Failure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options("library-worker.js", &options).map_err(|_| stopped("it did not start"))?;
        let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            // A kind of report this page does not know yet is no reason to fail.
            if let Ok(word) = serde_wasm_bindgen::from_value(event.unchecked_into::<MessageEvent>().data()) {
                report(word);
            }
        });
        let broke = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let message = event.dyn_into::<ErrorEvent>().map(|event| event.message()).unwrap_or_default();
            died(stopped(&message));
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(broke.as_ref().unchecked_ref()));
        Ok(Library { worker, _listeners: [heard, broke] })
    }

    pub fn ask(&self, request: &Request) {
        // Plain data serialises, and a worker takes messages as long as it lives.
        if let Ok(message) = request.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
            let _ = self.worker.post_message(&message);
        }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn stopped(detail: &str) -> Failure {
    Failure {
        message: format!("The library worker stopped unexpectedly ({detail})."),
        remedy: "Press again: a new one is started. What has arrived is kept.".into(),
    }
}
