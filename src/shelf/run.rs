//! Carries out effects through the browser room and sends what came of them.

use std::cell::RefCell;

use leptos::task::spawn_local;
use serde::Deserialize;

use super::{
    desk::Desk,
    message::{Effect, Msg},
    state::Offline,
};
use crate::browser::page::{
    context, device, fetch,
    library::{self, Library},
    offline, pace, theme,
};
use crate::library::catalogue::{Catalogue, Model};
use crate::library::protocol::{Request, WIRE_VERSION};
use crate::widgets::Theme;

thread_local! {
    static WORKER: RefCell<Option<Library>> = RefCell::default();
}

/// `config.json`, as far as this page needs it.
#[derive(Deserialize)]
struct Settings {
    hub: String,
}

/// Starts the worker and fetches what the page is about.
pub fn open(desk: Desk) {
    if let Some(stored) = theme::stored().and_then(|word| Theme::named(&word)) {
        desk.send(Msg::ThemePicked(stored));
    }
    spawn_local(async move {
        let (catalogue, settings) =
            (fetch::json::<Catalogue>("models.json").await, fetch::json::<Settings>("config.json").await);
        match (catalogue, settings) {
            (Some(catalogue), Some(Settings { hub })) => {
                let chosen = |model: &Model| Some((model.id.clone(), context::chosen(&model.id)?));
                let contexts = catalogue.models.iter().filter_map(chosen).collect();
                desk.send(Msg::Opened {
                    catalogue,
                    hub,
                    device_gib: device::memory(),
                    contexts,
                    pace: pace::remembered(),
                });
            }
            _ => desk.send(Msg::NotOpened),
        }
    });
    ask(desk, &Request::Begin { v: WIRE_VERSION });
}

pub fn carry_out(desk: Desk, effect: Effect) {
    match effect {
        Effect::Ask(request) => ask(desk, &request),
        Effect::KeepPage => spawn_local(async move {
            desk.send(Msg::OfflineHeard(match offline::keep().await {
                Ok(Some(bytes)) => Offline::Kept { bytes },
                Ok(None) => Offline::Impossible,
                Err(why) => Offline::Failed { why },
            }));
        }),
        Effect::RememberContext { model, context } => context::remember(&model, context),
        Effect::DropPage => spawn_local(offline::drop()),
        Effect::MeasurePace => spawn_local(async move { desk.send(Msg::PaceHeard(pace::measure().await)) }),
        Effect::Persist => device::ask_to_keep(),
        Effect::ApplyTheme(theme) => theme::apply(theme.word()),
    }
}

/// The worker is started by the first request, and again by the next one after it has died.
fn ask(desk: Desk, request: &Request) {
    let died = move |failure| {
        WORKER.with_borrow_mut(|worker| *worker = None);
        desk.send(Msg::Died(failure));
    };
    let started = WORKER.with_borrow_mut(|worker| {
        if worker.is_none() {
            let new = library::start(move |report| desk.send(Msg::Heard(report)), died)?;
            if !matches!(request, Request::Begin { .. }) {
                new.ask(&Request::Begin { v: WIRE_VERSION });
            }
            *worker = Some(new);
        }
        worker.iter().for_each(|worker| worker.ask(request));
        Ok(())
    });
    if let Err(failure) = started {
        desk.send(Msg::Died(failure));
    }
}
