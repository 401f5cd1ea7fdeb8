//! Clock, random bytes, and the files and values that the session begins with.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::ballots::protocol::Failure;
use crate::ballots::{Kept, Moment};
use crate::browser::scope::scope;
use crate::browser::store::{ONLY, Shelf, Store};
use crate::voting::PollSettings;

pub fn moment() -> Result<Moment, Failure> {
    let mut random = [0; 64];
    let told = |_| Failure::new("This browser gives no random bytes to make keys from.", "Use another browser.");
    getrandom_04::fill(&mut random).map_err(told)?;
    Ok(Moment { now: now(), random })
}

/// Unix time in milliseconds.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// What earlier visits left.
pub async fn kept(store: &Store) -> Result<Kept, JsValue> {
    Ok(Kept {
        key: store.get(Shelf::Key, ONLY).await?,
        sent: store.all(Shelf::Sent).await?,
        parcels: store.all(Shelf::Parcels).await?,
    })
}

/// The events of the owner's polls, as text, each under its tool.
pub async fn polls(settings: &PollSettings) -> Result<Vec<(String, String)>, Failure> {
    let mut polls = Vec::new();
    for tool in settings.polls.keys() {
        let file = format!("polls/{tool}.json");
        let text = text(&file).await.ok_or_else(|| {
            Failure::new(
                format!("The poll on {tool} could not be fetched."),
                format!("Check the connection and try again. The owner of this page publishes it as {file}."),
            )
        })?;
        polls.push((tool.clone(), text));
    }
    Ok(polls)
}

/// A file beside the worker.
async fn text(address: &str) -> Option<String> {
    let response: Response = JsFuture::from(scope().fetch_with_str(address)).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
