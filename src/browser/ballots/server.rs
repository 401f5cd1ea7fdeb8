//! The worker's front desk: hands what happens to the session, and does what the session says.

use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;

use super::line::{Connection, Event};
use super::surroundings::{kept, moment, now, polls};
use crate::ballots::protocol::{Failure, Report, Request, WIRE_VERSION};
use crate::ballots::{Action, Input, Kept, Line, Session};
use crate::browser::breath::Breath;
use crate::browser::scope::{on_message, post, scope};
use crate::browser::store::{Database, ONLY, Shelf, Store};
use crate::browser::tabs::{News, Tabs};
use crate::voting::PollSettings;
use crate::voting::relay::Parcel;

/// What the worker holds. Borrowed only for moments, never while something is waited for.
#[derive(Clone)]
struct Desk {
    session: Rc<RefCell<Option<Session>>>,
    /// What was asked before the session stood.
    early: Rc<RefCell<Vec<Request>>>,
    lines: Rc<RefCell<BTreeMap<Line, Connection>>>,
    store: Rc<RefCell<Option<Store>>>,
    alarm: Rc<RefCell<Option<Timeout>>>,
    breath: Rc<Breath>,
    tabs: Tabs,
}

/// Answers the page's messages from now on.
pub fn serve() -> Result<(), JsValue> {
    let desk = Desk {
        session: Rc::default(),
        early: Rc::default(),
        lines: Rc::default(),
        store: Rc::default(),
        alarm: Rc::default(),
        breath: Rc::new(Breath::new()?),
        tabs: Tabs::open(),
    };
    let online = {
        let desk = desk.clone();
        Closure::<dyn Fn()>::new(move || desk.feed(Input::Request(Request::Hurry)))
    };
    scope().set_ononline(Some(online.as_ref().unchecked_ref()));
    online.forget();
    on_message(move |message| desk.receive(message));
    Ok(())
}

impl Desk {
    fn receive(&self, message: JsValue) {
        match serde_wasm_bindgen::from_value(message) {
            Ok(Request::Begin { v: WIRE_VERSION, settings }) => {
                let desk = self.clone();
                spawn_local(async move {
                    if let Err(failure) = desk.begin(settings).await {
                        post(&Report::NotBegun { failure });
                    }
                });
            }
            Ok(Request::Begin { .. }) | Err(_) => post(&Report::NotBegun {
                failure: Failure::new("The page and its ballots worker are of two versions.", "Reload the page."),
            }),
            Ok(request) if self.session.borrow().is_some() => self.feed(Input::Request(request)),
            Ok(request) => self.early.borrow_mut().push(request),
        }
    }

    async fn begin(&self, settings: PollSettings) -> Result<(), Failure> {
        let polls = polls(&settings).await?;
        let store = Store::open(Database::Votes).await.ok();
        let kept = match &store {
            Some(store) => kept(store).await.unwrap_or_default(),
            None => Kept::default(),
        };
        let mut session = Session::new(settings, &polls, kept)?;
        self.store.replace(store);
        let actions = session.begin(&moment()?);
        self.session.replace(Some(session));
        self.carry_out(actions);
        for request in self.early.take() {
            self.feed(Input::Request(request));
        }
        Ok(())
    }

    fn feed(&self, input: Input) {
        let actions = match (&mut *self.session.borrow_mut(), moment()) {
            (Some(session), Ok(moment)) => session.take(input, &moment),
            (None, _) => return,
            (_, Err(failure)) => return post(&Report::Failed { failure }),
        };
        self.carry_out(actions);
    }

    fn carry_out(&self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Report(report) => post(&report),
                Action::Open(line, address) => self.open(line, &address),
                Action::Send(line, text) => {
                    if let Some(connection) = self.lines.borrow().get(&line) {
                        connection.send(&text);
                    }
                }
                Action::Close(line) => drop(self.lines.borrow_mut().remove(&line)),
                Action::Work => {
                    let desk = self.clone();
                    spawn_local(async move {
                        desk.breath.take().await;
                        desk.feed(Input::Work);
                    });
                }
                other => self.keep(other),
            }
        }
        self.set_alarm();
    }

    fn open(&self, line: Line, address: &str) {
        let (desk, of) = (self.clone(), line.clone());
        let tell = move |event| {
            desk.feed(match event {
                Event::Opened => Input::Opened(of.clone()),
                Event::Heard(text) => Input::Heard(of.clone(), text),
                Event::Closed => Input::Closed(of.clone()),
            });
        };
        match Connection::open(address, tell) {
            Some(connection) => drop(self.lines.borrow_mut().insert(line, connection)),
            None => {
                let desk = self.clone();
                spawn_local(async move { desk.feed(Input::Closed(line)) });
            }
        }
    }

    /// Writes to the store, in the order of the actions: each request is made before the next one's task begins.
    fn keep(&self, action: Action) {
        let Some(store) = self.store.borrow().clone() else { return };
        let tabs = self.tabs.clone();
        spawn_local(async move {
            // Without storage everything still works until the tab is closed; the page says that nothing is kept.
            let _ = match action {
                Action::KeepKey(secret) => store.put(Shelf::Key, ONLY, &secret).await,
                Action::KeepParcel(parcel) => store.put(Shelf::Parcels, &name(&parcel), &parcel).await,
                Action::DropParcel(parcel) => store.delete(Shelf::Parcels, &name(&parcel)).await,
                Action::KeepSent(sent) => {
                    let put = store.put(Shelf::Sent, &sent.tool, &sent).await;
                    tabs.tell(News::Sent);
                    put
                }
                Action::DropEverything => {
                    for shelf in [Shelf::Key, Shelf::Sent, Shelf::Parcels] {
                        let _ = store.clear(shelf).await;
                    }
                    tabs.tell(News::Sent);
                    Ok(())
                }
                _ => Ok(()),
            };
        });
    }

    fn set_alarm(&self) {
        let now = now();
        let wake = self.session.borrow().as_ref().and_then(|session| session.next_wake(now));
        let desk = self.clone();
        let alarm = wake.map(|wake| {
            // Browsers keep time in 32 bits, and a clock may have been changed: looking too often does no harm.
            let wait = wake.saturating_sub(now).clamp(1, 60_000) as u32;
            Timeout::new(wait, move || desk.feed(Input::Tick))
        });
        self.alarm.replace(alarm);
    }
}

fn name(parcel: &Parcel) -> String {
    format!("{} {}", parcel.event.id, parcel.relay)
}
