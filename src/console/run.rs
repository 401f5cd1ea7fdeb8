//! Carries out effects through the browser room and sends what came of them.

mod care;
mod device;
mod endpoint;
mod gathering;
mod shelf;

use std::cell::RefCell;

use leptos::task::spawn_local;

use super::{
    desk::Desk,
    effect::{Effect, timer_ms},
    handles::Handles,
    message::{Msg, News, Simulated},
    state::{Day, Sample, Theme},
};
use crate::browser::page::{
    address, clipboard, fetch,
    http::Abort,
    intake::{self, Intake},
    pictures::Blob,
    save, tab, theme, time,
    vlm::Stop,
};
use crate::gateway::dialect::Secret;
use crate::gateway::trace::MOST_TRACE_BYTES;
use crate::widgets::OutageFinding;

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
    static UNDER_WAY: RefCell<Handles<Handle>> = RefCell::default();
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
    spawn_local(async move {
        let (trace, policy) = (fetch::text("gateway/trace.json").await, fetch::text("gateway/policy.json").await);
        if let Some((trace, policy)) = trace.zip(policy) {
            desk.send(Msg::Simulated(Simulated::SampleArrived { trace, policy }));
        }
    });
    if let Some(policy) = care::kept_policy() {
        desk.send(Msg::PolicyRestored(policy));
    }
    spawn_local(async move {
        if let Some(msg) = care::come_back().await {
            desk.send(msg);
        }
    });
    let day = Day { epoch_ms: time::epoch() - time::now(), date: time::date() };
    desk.send(Msg::Opened { day, fragment: address::fragment() });
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

/// A trace or a file of outages from the visitor's disk.
pub fn open_file(desk: Desk, files: Vec<intake::File>) {
    let Some(file) = files.into_iter().next() else { return };
    let name = file.name();
    if file.size() > MOST_TRACE_BYTES as f64 {
        let why = format!("{name} is larger than any file that is read here. Take a part of it.");
        return desk.send(Msg::Simulated(Simulated::FileRefused(why)));
    }
    spawn_local(async move {
        let text = fetch::text_of(&Blob::from(file)).await.unwrap_or_default();
        desk.send(Msg::Simulated(Simulated::FileOpened { name, text }));
    });
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
        Effect::Start { request, attempt, target, key, wants_attempts, ask } => {
            let report = move |news| {
                UNDER_WAY.with_borrow_mut(|handles| handles.heard((request, attempt), &news));
                desk.send(Msg::Attempt { request, attempt, news });
            };
            let begun = match target.is_on_device() {
                true => device::start(ask, report),
                false => endpoint::start(*target, key, wants_attempts, ask, report),
            };
            if let Some(handle) = begun {
                UNDER_WAY.with_borrow_mut(|handles| handles.keep((request, attempt), handle));
            }
        }
        Effect::Abort { request, attempt } => {
            match UNDER_WAY.with_borrow_mut(|handles| handles.take((request, attempt))) {
                Some(Handle::Endpoint(abort)) => abort.pull(),
                Some(Handle::Device(stop)) => stop.pull(),
                None => {}
            }
        }
        Effect::Wake { request, alarm, after_ms } => spawn_local(async move {
            time::pause(timer_ms(after_ms)).await;
            desk.send(Msg::Woken { request, alarm });
        }),
        Effect::KeepTime => spawn_local(async move {
            time::pause(TICK_MILLISECONDS).await;
            desk.send(Msg::Ticked);
        }),
        Effect::StoreKeys(keys) => store_keys(&keys),
        Effect::Examine { target, key, needs_vision } => spawn_local(async move {
            if let Some(msg) = care::examine(*target, key, needs_vision).await {
                desk.send(msg);
            }
        }),
        Effect::SignIn { policy } => {
            if let Err(why) = care::leave(&policy) {
                desk.send(Msg::SignedIn(Err(why)));
            }
        }
        Effect::CopyCurl { target, has_key, ask } => spawn_local(async move {
            let succeeded = match endpoint::command(*target, has_key, ask) {
                Some(text) => clipboard::copy(&text).await,
                None => false,
            };
            desk.send(Msg::Copied { what: "curl", succeeded });
        }),
        Effect::CopyLink { fragment } => {
            address::write_fragment(&fragment);
            spawn_local(async move {
                let succeeded = clipboard::copy(&address::href()).await;
                desk.send(Msg::Copied { what: "link", succeeded });
            });
        }
        Effect::Save { name, media_type, text } => save::text(&name, media_type, &text),
        Effect::StoreCheck { holds, value } => {
            OutageFinding { holds, value, when: time::today() }.keep();
        }
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
