//! The worker's front desk: takes the page's requests, runs one transfer at a time, answers.

use super::channel::{Channel, Word};
use super::{keeper, space};
use crate::browser::breath::Breath;
use crate::browser::scope::{on_message, post, scope, words_of};
use crate::browser::shelf::locks::{self, Lock, Share};
use crate::browser::shelf::{self, Records, SyncFile};
use crate::library::LibraryError;
use crate::library::catalogue::Model;
use crate::library::protocol::{Failure, Report, Request, WIRE_VERSION};
use crate::library::record::Record;
use crate::library::transfer::{FlightId, Input, Transfer};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

/// A transfer and what it holds while it runs.
pub struct Running {
    pub transfer: Transfer,
    pub files: Vec<Rc<SyncFile>>,
    pub requests: HashMap<FlightId, AbortController>,
    _locks: [Lock; 2],
}

/// What the worker holds. Borrowed only for moments, never while something is waited for.
pub struct Inside {
    records: RefCell<Option<Records>>,
    pub running: RefCell<Option<Running>>,
    /// Counts transfers.
    pub run: Cell<u32>,
    /// Waits for another tab's transfer to end.
    watching: Cell<bool>,
    /// The model that waits for another tab to be done.
    queued: RefCell<Option<String>>,
    pub told_ms: Cell<f64>,
    pub alarm: RefCell<Option<Timeout>>,
    pub channel: Channel,
    pub breath: Breath,
}

#[derive(Clone)]
pub struct Desk(pub Rc<Inside>);

/// Answers the page's messages from now on.
pub fn serve() -> Result<(), JsValue> {
    let desk = Desk(Rc::new(Inside {
        records: RefCell::default(),
        running: RefCell::default(),
        run: Cell::default(),
        watching: Cell::default(),
        queued: RefCell::default(),
        told_ms: Cell::new(f64::NEG_INFINITY),
        alarm: RefCell::default(),
        channel: Channel::open(),
        breath: Breath::new()?,
    }));
    let online = {
        let desk = desk.clone();
        Closure::<dyn Fn()>::new(move || desk.feed(Input::Online))
    };
    scope().set_ononline(Some(online.as_ref().unchecked_ref()));
    online.forget();
    let hearing = desk.clone();
    desk.0.channel.listen(move |word| match word {
        Word::Report(report) => {
            post(&report);
            if matches!(report, Report::Progress { .. }) {
                hearing.watch();
            }
        }
        Word::Request(request) => hearing.overhear(&request),
    });
    on_message(move |message| desk.receive(message));
    Ok(())
}

impl Desk {
    fn receive(&self, message: JsValue) {
        let desk = self.clone();
        match serde_wasm_bindgen::from_value(message) {
            Ok(Request::Begin { v: WIRE_VERSION }) => spawn_local(async move {
                match Records::open().await {
                    Ok(records) => {
                        desk.0.records.replace(Some(records));
                        desk.tell_shelf().await;
                    }
                    Err(error) => desk.failed(LibraryError::Storage { detail: words_of(&error) }),
                }
            }),
            Ok(Request::Begin { .. }) | Err(_) => post(&Report::Failed {
                failure: Failure {
                    message: "The page and its library worker are of two versions.".into(),
                    remedy: "Reload the page.".into(),
                },
            }),
            Ok(request) => spawn_local(async move {
                if let Err(error) = desk.answer(request).await {
                    desk.failed(error);
                }
            }),
        }
    }

    async fn answer(&self, request: Request) -> Result<(), LibraryError> {
        let records = self.records()?;
        match request {
            Request::Fetch { model, hub } => return self.fetch_model(&model, &hub).await,
            Request::Begin { .. } => return Ok(()),
            Request::Pause | Request::Cancel => {
                self.0.queued.replace(None);
                let mine = self.0.running.borrow().is_some();
                if mine {
                    self.overhear(&request)
                } else {
                    self.0.channel.ask(request)
                }
                return Ok(());
            }
            Request::Verify { model } => {
                let unix_ms = js_sys::Date::now() as u64;
                let outcome = keeper::verify(&model, &records, &self.0.channel, &self.0.breath, unix_ms).await;
                self.tell_shelf().await;
                outcome?;
                self.0.channel.tell(Report::Verified { model });
                return Ok(());
            }
            Request::Delete { model } => {
                if let Some(record) = records.get(&model).await {
                    keeper::delete(&record, &records).await?;
                }
            }
            Request::DeleteAll => {
                // One that is in use must not keep the others.
                let mut outcome = Ok(());
                for record in records.all().await {
                    outcome = keeper::delete(&record, &records).await.and(outcome);
                }
                self.tell_shelf().await;
                return outcome;
            }
        }
        self.tell_shelf().await;
        Ok(())
    }

    /// What another tab's visitor wants of the transfer that runs here.
    fn overhear(&self, request: &Request) {
        let model = self.0.running.borrow().as_ref().map(|running| running.transfer.record().model.clone());
        let Some(model) = model else { return };
        self.feed(Input::Pause);
        if *request == Request::Cancel {
            let desk = self.clone();
            spawn_local(async move {
                let Ok(records) = desk.records() else { return };
                if let Err(error) = keeper::remove(&model, &records).await {
                    desk.failed(error);
                }
                desk.0.channel.tell(Report::Idle { finished: None });
                desk.tell_shelf().await;
            });
        }
    }

    /// A tab that is closed can't say so; its lock does.
    fn watch(&self) {
        if self.0.watching.replace(true) {
            return;
        }
        let desk = self.clone();
        spawn_local(async move {
            drop(locks::take(locks::WRITER, Share::Alone, true).await);
            desk.0.watching.set(false);
            if desk.0.running.borrow().is_none() {
                post(&Report::Idle { finished: None });
                desk.tell_shelf().await;
            }
        });
    }

    async fn fetch_model(&self, model: &Model, hub: &str) -> Result<(), LibraryError> {
        if let Some(running) = &*self.0.running.borrow() {
            let other = running.transfer.record().name.clone();
            return if running.transfer.record().model == model.id {
                Ok(())
            } else {
                Err(LibraryError::Busy { other })
            };
        }
        self.0.queued.replace(Some(model.id.clone()));
        // Another tab may be fetching; when it is done or gone, it is this one's turn.
        let writer = locks::take(locks::WRITER, Share::Alone, true).await;
        let wanted = self.0.queued.borrow_mut().take_if(|queued| *queued == model.id).is_some();
        let Some(writer) = writer.filter(|_| wanted) else { return Ok(()) };
        let in_use = LibraryError::InUse { model: model.name.clone() };
        let own = locks::take(&locks::of_model(&model.id), Share::Alone, false).await.ok_or(in_use)?;
        self.start(model, hub, [writer, own]).await
    }

    async fn start(&self, model: &Model, hub: &str, locks: [Lock; 2]) -> Result<(), LibraryError> {
        let records = self.records()?;
        let others = records.all().await;
        let deletable = others.iter().filter(|other| other.model != model.id).map(Record::stored).sum();
        let mut record = match records.get(&model.id).await {
            Some(old) => old.renewed(model, hub),
            None => Record::new(model, hub),
        };
        let storage = |error: JsValue| LibraryError::Storage { detail: words_of(&error) };
        let mut files = Vec::new();
        for file in &mut record.files {
            let stored = shelf::open_write(&model.id, &file.name).await.map_err(storage)?;
            file.fit(stored.size().map_err(storage)?);
            if file.stored() == 0 {
                // What an earlier version left behind its end would spoil the hash.
                stored.truncate().map_err(storage)?;
            }
            files.push(Rc::new(stored));
        }
        records.put(&record).await.map_err(storage)?;
        let transfer = Transfer::new(record, deletable);
        self.0.run.set(self.0.run.get() + 1);
        self.0.running.replace(Some(Running { transfer, files, requests: HashMap::new(), _locks: locks }));
        self.feed(Input::Begin { free: space::free().await });
        Ok(())
    }

    pub fn records(&self) -> Result<Records, LibraryError> {
        let kept = self.0.records.borrow().clone();
        kept.ok_or_else(|| LibraryError::Storage { detail: "it keeps nothing for this site".into() })
    }

    async fn tell_shelf(&self) {
        if let Ok(records) = self.records() {
            keeper::tell(&records, &self.0.channel).await;
        }
    }

    pub fn tell_shelf_later(&self) {
        let desk = self.clone();
        spawn_local(async move { desk.tell_shelf().await });
    }

    /// What this tab's visitor asked for did not work; the others need not know.
    fn failed(&self, error: LibraryError) {
        post(&Report::Failed { failure: error.into() });
    }
}
