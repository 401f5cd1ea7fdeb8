//! The worker's front desk: takes the page's requests, runs one transfer at a time, answers.

use super::channel::{Channel, Word};
use super::keeper;
use super::recording::Recording;
use super::stock::Stock;
use crate::browser::breath::Breath;
use crate::browser::scope::{on_message, post, scope};
use crate::browser::shelf::locks::{self, Lock, Share};
use crate::browser::shelf::{Target, lent};
use crate::library::LibraryError;
use crate::library::protocol::{Failure, Report, Request, WIRE_VERSION};
use crate::library::transfer::{FlightId, Input, Transfer};
use gloo_timers::callback::Timeout;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::AbortController;

/// A transfer and what it holds while it runs.
pub struct Running {
    pub transfer: Transfer,
    pub files: Vec<Rc<Target>>,
    pub requests: HashMap<FlightId, AbortController>,
    pub _locks: [Lock; 2],
}

/// What the worker holds. Borrowed only for moments, never while something is waited for.
pub struct Inside {
    stock: RefCell<Option<Rc<Stock>>>,
    /// Comes back once the stock is there.
    begun: RefCell<Option<Promise>>,
    pub running: RefCell<Option<Running>>,
    /// Counts transfers.
    pub run: Cell<u32>,
    /// Waits for another tab's transfer to end.
    watching: Cell<bool>,
    /// The model that waits for another tab to be done.
    pub queued: RefCell<Option<String>>,
    pub told_ms: Cell<f64>,
    pub alarm: RefCell<Option<Timeout>>,
    pub recording: Recording,
    pub channel: Channel,
    pub breath: Breath,
}

#[derive(Clone)]
pub struct Desk(pub Rc<Inside>);

/// Answers the page's messages from now on.
pub fn serve() -> Result<(), JsValue> {
    let desk = Desk(Rc::new(Inside {
        stock: RefCell::default(),
        begun: RefCell::default(),
        running: RefCell::default(),
        run: Cell::default(),
        watching: Cell::default(),
        queued: RefCell::default(),
        told_ms: Cell::new(f64::NEG_INFINITY),
        alarm: RefCell::default(),
        recording: Recording::default(),
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
        Word::Report(Report::Shelf { .. }) => {
            let desk = hearing.clone();
            spawn_local(async move { desk.show_shelf().await });
        }
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
            Ok(Request::Begin { v: WIRE_VERSION }) => {
                let begun = future_to_promise(async move {
                    let stock = Rc::new(Stock::open().await);
                    desk.0.stock.replace(Some(stock.clone()));
                    lent::lend(move || stock.lendable());
                    desk.tell_shelf().await;
                    Ok(JsValue::UNDEFINED)
                });
                self.0.begun.replace(Some(begun));
            }
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
        // A visitor may be faster than the browser's storage.
        let begun = self.0.begun.borrow().clone();
        if let Some(begun) = begun {
            let _ = JsFuture::from(begun).await;
        }
        let stock = self.stock()?;
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
                let outcome = keeper::verify(&model, &stock, &self.0.channel, &self.0.breath, unix_ms).await;
                self.tell_shelf().await;
                outcome?;
                self.0.channel.tell(Report::Verified { model });
                return Ok(());
            }
            Request::Delete { model } => {
                if let Some(record) = stock.get(&model).await {
                    keeper::delete(&record, &stock).await?;
                }
            }
            Request::DeleteAll => {
                // One that is in use must not keep the others.
                let mut outcome = Ok(());
                for record in stock.all().await {
                    outcome = keeper::delete(&record, &stock).await.and(outcome);
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
        let record = self.0.running.borrow().as_ref().map(|running| running.transfer.record().clone());
        let Some(record) = record else { return };
        self.feed(Input::Pause);
        if *request == Request::Cancel {
            let desk = self.clone();
            spawn_local(async move {
                let Ok(stock) = desk.stock() else { return };
                desk.all_kept().await;
                if let Err(error) = keeper::remove(&record, &stock).await {
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

    pub fn stock(&self) -> Result<Rc<Stock>, LibraryError> {
        let stock = self.0.stock.borrow().clone();
        stock.ok_or_else(|| LibraryError::Storage { detail: "the page has not begun".into() })
    }

    /// Tells this tab's page what is stored now, and the others to look for themselves.
    async fn tell_shelf(&self) {
        self.all_kept().await;
        if let Ok(stock) = self.stock() {
            let shelf = keeper::shelf(&stock).await;
            self.0.channel.tell(shelf);
        }
    }

    /// Each tab may hold models that the others don't know.
    async fn show_shelf(&self) {
        if let Ok(stock) = self.stock() {
            post(&keeper::shelf(&stock).await);
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
