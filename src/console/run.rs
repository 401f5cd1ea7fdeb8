//! Carries out effects through the browser room and sends what came of them.

mod device;
mod endpoint;
mod shelf;

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::task::spawn_local;

use super::{
    desk::Desk,
    effect::Effect,
    message::{Msg, News},
    state::{RequestId, Sample, Theme},
};
use crate::browser::page::{
    clipboard, fetch,
    http::Abort,
    intake::{self, Intake},
    tab, theme, time,
    vlm::Stop,
};
use crate::gateway::dialect::Secret;

/// How often the running clock moves.
const TICK_MILLISECONDS: u64 = 100;
/// Where the tab keeps keys, if the visitor lets it.
const KEYS: &str = "shipcheck-gateway-keys";

/// Ends an attempt under way.
enum Handle {
    Endpoint(Abort),
    Device(Stop),
}

thread_local! {
    static UNDER_WAY: RefCell<HashMap<(RequestId, usize), Handle>> = RefCell::default();
}

/// Fetches what lies beside the page, and listens to drops and pastes.
pub fn open(desk: Desk) {
    if let Some(stored) = theme::stored().and_then(|word| Theme::named(&word)) {
        desk.send(Msg::ThemePicked(stored));
    }
    if let Some(keys) = stored_keys() {
        desk.send(Msg::KeysFound(keys));
    }
    spawn_local(async move {
        if let Some(samples) = fetch::json::<Vec<Sample>>("samples/samples.json").await {
            desk.send(Msg::SamplesArrived(samples));
        }
    });
    intake::listen(move |intake| match intake {
        Intake::Hovering(hovering) => desk.send(Msg::DragChanged(hovering)),
        Intake::Files(files) => take_in(desk, files),
    });
}

/// A picture from the visitor's disk; of several, the first.
pub fn take_in(desk: Desk, files: Vec<intake::File>) {
    let Some(file) = files.into_iter().next() else {
        return desk.send(Msg::PictureFailed("There was no file in it.".into()));
    };
    desk.send(Msg::PictureReading);
    let name = file.name();
    spawn_local(async move { desk.send(shelf::keep(&file, name, None, None).await) });
}

pub fn carry_out(desk: Desk, effect: Effect) {
    match effect {
        Effect::FetchSample { file, alt } => spawn_local(async move {
            let msg = match fetch::blob(&format!("samples/{file}")).await {
                Some(blob) => shelf::keep(&blob, file.clone(), Some(alt), Some(file)).await,
                None => Msg::PictureFailed(format!("The sample {file} can't be fetched. Check the connection.")),
            };
            desk.send(msg);
        }),
        Effect::Start { request, attempt, target, key, ask } => {
            let report = move |news| desk.send(Msg::Attempt { request, attempt, news });
            let begun = match target.is_on_device() {
                true => device::start(ask, report),
                false => endpoint::start(*target, key, ask, report),
            };
            if let Some(handle) = begun {
                UNDER_WAY.with_borrow_mut(|handles| handles.insert((request, attempt), handle));
            }
        }
        Effect::Abort { request, attempt } => {
            match UNDER_WAY.with_borrow_mut(|handles| handles.remove(&(request, attempt))) {
                Some(Handle::Endpoint(abort)) => abort.pull(),
                Some(Handle::Device(stop)) => stop.pull(),
                None => {}
            }
        }
        Effect::Wake { request, alarm, after_ms } => spawn_local(async move {
            time::pause(after_ms.ceil() as u64).await;
            desk.send(Msg::Woken { request, alarm });
        }),
        Effect::KeepTime => spawn_local(async move {
            time::pause(TICK_MILLISECONDS).await;
            desk.send(Msg::Ticked);
        }),
        Effect::StoreKeys(keys) => store_keys(&keys),
        Effect::Copy { what, text } => spawn_local(async move {
            let succeeded = clipboard::copy(&text).await;
            desk.send(Msg::Copied { what, succeeded });
        }),
        Effect::ApplyTheme(theme) => theme::apply(theme.word()),
    }
}

fn stored_keys() -> Option<Vec<(String, Secret)>> {
    let stored: Vec<(String, String)> = serde_json::from_str(&tab::read(KEYS)?).ok()?;
    Some(stored.into_iter().map(|(origin, key)| (origin, Secret::new(key))).collect())
}

fn store_keys(keys: &[(String, Secret)]) {
    if keys.is_empty() {
        return tab::forget(KEYS);
    }
    let plain: Vec<_> = keys.iter().map(|(origin, key)| (origin, key.reveal())).collect();
    // Texts can't fail to be written as JSON.
    tab::write(KEYS, &serde_json::to_string(&plain).unwrap_or_default());
}

/// Reports that an attempt could not even begin.
fn refuse(report: impl Fn(News) + 'static, failure: crate::gateway::router::AttemptFailure) -> Option<Handle> {
    // Not from within the message that asked for it: the state is busy until then.
    spawn_local(async move { report(News::Ended { result: Err(failure), reply: None }) });
    None
}
