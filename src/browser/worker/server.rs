//! The worker's front desk: takes messages, runs one call at a time, answers.

use super::breath::Breath;
use super::call::Call;
use super::files::{Opened, bytes_of, open};
use super::requests::{CaptionRequest, Envelope, Kind, LoadRequest, id_of, read};
use super::scope::{device_memory, now_ms, on_message, post};
use crate::browser::shelf::locks::Lock;
use crate::engine::protocol::{Failure, Reply, WIRE_VERSION};
use crate::engine::session::{Build, Session, Terms, failure};
use crate::vlm::operations_per_second;
use crate::vlm::picture::check_length;
use js_sys::Array;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Blob};

/// What all calls share.
struct Desk {
    build: Build,
    breath: Rc<Breath>,
    /// Taken out while a call works with it.
    session: RefCell<Option<Session>>,
    /// Tells other tabs that a stored model is in use here.
    in_use: RefCell<Option<Lock>>,
    running: RefCell<HashMap<u32, AbortController>>,
}

/// Announces the worker and answers the page's messages from now on.
pub fn serve(variant: String, threads: u32) -> Result<(), JsValue> {
    let build = Build { variant, threads };
    let breath = Rc::new(Breath::new()?);
    let desk = Rc::new(Desk {
        build: build.clone(),
        breath,
        session: RefCell::default(),
        in_use: RefCell::default(),
        running: RefCell::default(),
    });
    on_message(move |message| desk.clone().receive(message));
    post(&Reply::Hello { v: WIRE_VERSION, variant: build.variant, threads });
    Ok(())
}

impl Desk {
    fn receive(self: Rc<Self>, message: JsValue) {
        let envelope: Envelope = match read(&message) {
            Ok(envelope) => envelope,
            Err(error) => return post(&Reply::Failed { v: WIRE_VERSION, id: id_of(&message), error }),
        };
        if let Kind::Cancel = envelope.kind {
            if let Some(controller) = self.running.borrow().get(&envelope.id) {
                controller.abort();
            }
            return;
        }
        let controller = match AbortController::new() {
            Ok(controller) => controller,
            Err(_) => return post(&Reply::Failed { v: WIRE_VERSION, id: envelope.id, error: too_old() }),
        };
        self.running.borrow_mut().insert(envelope.id, controller.clone());
        let mut call = Call::new(envelope.id, self.breath.clone(), controller);
        spawn_local(async move {
            let outcome = match (envelope.v, envelope.kind) {
                (WIRE_VERSION, Kind::Load) => self.load(&message, envelope.id, &mut call).await,
                (WIRE_VERSION, Kind::Pace) => pace(envelope.id),
                (WIRE_VERSION, _) => self.caption(&message, &mut call).await,
                (other, _) => Err(wrong_version(other)),
            };
            self.running.borrow_mut().remove(&envelope.id);
            if let Err(error) = outcome {
                call.failed(error);
            }
        });
    }

    async fn load(&self, message: &JsValue, id: u32, call: &mut Call) -> Result<(), Failure> {
        let request: LoadRequest = read(message)?;
        // The old model goes first: two at once may not fit.
        self.session.take();
        self.in_use.take();
        let Opened { checkpoint, origin, lock } = open(&request.model, call).await?;
        let LoadRequest { precision, context, .. } = request;
        let terms = Terms { precision, context, device_gib: device_memory(), origin };
        let session = Session::load(checkpoint, terms, self.build.clone(), call).await?;
        self.in_use.replace(lock);
        let info = session.info();
        self.session.replace(Some(session));
        post(&Reply::Loaded { v: WIRE_VERSION, id, info });
        Ok(())
    }

    async fn caption(&self, message: &JsValue, call: &mut Call) -> Result<(), Failure> {
        let request: CaptionRequest = read(message)?;
        let mut pictures = Vec::new();
        for image in Array::from(&request.images).iter() {
            let blob = image.unchecked_ref::<Blob>();
            check_length(blob.size() as u64).map_err(|error| failure(&error.into()))?;
            pictures.push(bytes_of(blob).await?);
        }
        let mut session = self.session.take().ok_or_else(not_ready)?;
        let outcome = session.caption(&pictures, &request.question, call).await;
        self.session.replace(Some(session));
        outcome
    }
}

/// Takes about a second, in which no other message is read.
fn pace(id: u32) -> Result<(), Failure> {
    let operations_per_second = operations_per_second(now_ms).map_err(|error| failure(&error))?;
    post(&Reply::Pace { v: WIRE_VERSION, id, operations_per_second });
    Ok(())
}

fn not_ready() -> Failure {
    Failure {
        kind: "request".to_owned(),
        message: "The worker holds no model, or is busy with another question.".to_owned(),
        remedy: "Load a model first, and wait for an answer before asking again.".to_owned(),
    }
}

fn too_old() -> Failure {
    Failure {
        kind: "worker".to_owned(),
        message: "This browser can't stop what it has begun, so nothing is begun.".to_owned(),
        remedy: "Use a current Chrome, Edge, Firefox or Safari.".to_owned(),
    }
}

fn wrong_version(found: u32) -> Failure {
    Failure {
        kind: "request".to_owned(),
        message: format!("The page speaks wire version {found}, the worker {WIRE_VERSION}."),
        remedy: "Reload the page; if that doesn't help, publish all files of one build together.".to_owned(),
    }
}
