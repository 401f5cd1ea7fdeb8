//! The doctor's probes, and the way to a key without pasting one.

use std::cell::Cell;
use std::rc::Rc;

use super::endpoint::headers;
use crate::browser::page::{
    address, chance,
    http::{Abort, Outgoing, Reach, Silence, probe, send},
    permission, tab, time,
};
use crate::console::message::Msg;
use crate::console::state::origin_of;
use crate::gateway::dialect::{Endpoint, Secret};
use crate::gateway::doctor::{
    BODY_LIMIT, Circumstances, Examination, LocalNetwork, Next, Observation, Probe, RELAY_PORT, relay_snippet,
};
use crate::gateway::policy::Target;
use crate::gateway::signin::{SignInError, Verifier, authorise_url, exchange_request, read_callback, read_exchange};

/// Where the tab keeps what a sign-in needs while the visitor is away.
const VERIFIER: &str = "shipcheck-sign-in";
const POLICY: &str = "shipcheck-sign-in-policy";
/// A sign-in that takes longer than this has gone wrong, in milliseconds.
const PATIENCE_MS: f64 = 30_000.0;

/// Asks in several ways until the doctor knows enough.
pub async fn examine(target: Target, key: Option<Secret>, needs_vision: bool) -> Option<Msg> {
    let (dialect, base_url) = (target.dialect?, target.base_url.clone().unwrap_or_default());
    let known = Circumstances {
        page_origin: address::origin(),
        online: address::online(),
        local_network: match permission::local_network().await.as_deref() {
            Some("granted") => LocalNetwork::Granted,
            Some("denied") => LocalNetwork::Denied,
            Some("prompt") => LocalNetwork::Prompt,
            _ => LocalNetwork::Unknown,
        },
        dialect,
        endpoint: Endpoint { base_url, key, wants_attempts: false },
        model: target.model.clone(),
        needs_vision,
    };
    let upstream = known.address().map(|address| address.origin()).unwrap_or_default();
    let mut examination = Examination::new(known);
    loop {
        match examination.next() {
            Next::Send(next) => examination.saw(next.kind, observe(&next, &upstream).await),
            Next::Done(diagnosis) => {
                let helps = diagnosis.findings.iter().any(|finding| finding.kind.calls_for_relay());
                let relay = helps.then(|| relay_snippet(&address::origin(), &upstream, RELAY_PORT));
                return Some(Msg::Examined { target: target.name, diagnosis: Box::new(diagnosis), relay });
            }
        }
    }
}

/// `origin` is where the probes may go.
async fn observe(sent: &Probe, origin: &str) -> Observation {
    let Some(abort) = Abort::new() else { return Observation::Failed };
    let late = Rc::new(Cell::new(false));
    let (alarm, watch) = (abort.clone(), Rc::clone(&late));
    let patience = sent.patience_ms;
    leptos::task::spawn_local(async move {
        time::pause(patience as u64).await;
        watch.set(true);
        alarm.pull();
    });
    let body = sent.body.as_ref().map(ToString::to_string);
    let outgoing = Outgoing {
        method: if body.is_some() { "POST" } else { "GET" },
        url: &sent.url,
        origin,
        headers: &headers(&sent.headers),
        body: body.as_deref(),
    };
    match probe(outgoing, sent.is_opaque(), &abort).await {
        Ok(Reach::Opaque) => Observation::Opaque,
        Ok(Reach::Redirect) => Observation::Redirect,
        Ok(Reach::Answer(incoming)) => {
            let (status, content_type) = (incoming.status(), incoming.header("content-type"));
            let mut bytes = Vec::new();
            let read = incoming.listen(|piece| {
                bytes.extend_from_slice(piece);
                bytes.len() < BODY_LIMIT
            });
            // A body that breaks off may still say enough.
            let _ = read.await;
            bytes.truncate(BODY_LIMIT);
            Observation::Answer { status, content_type, body: String::from_utf8_lossy(&bytes).into_owned() }
        }
        Err(_) if late.get() => Observation::Silence,
        Err(_) => Observation::Failed,
    }
}

/// Leaves for OpenRouter's page; what has to be there afterwards stays in the tab's storage.
pub fn leave(policy: &str) -> Result<(), String> {
    let random = chance::secret_bytes().ok_or("This browser has no source of random bytes. Paste a key.")?;
    let verifier = Verifier::new(&random);
    let there = authorise_url(&address::href(), &verifier).map_err(|error| said(&error))?;
    tab::write(VERIFIER, verifier.reveal());
    tab::write(POLICY, policy);
    address::leave_for(&there);
    Ok(())
}

/// The policy from before a sign-in.
pub fn kept_policy() -> Option<String> {
    let kept = tab::read(POLICY);
    tab::forget(POLICY);
    kept
}

/// Finishes a sign-in, if the page's address says that the visitor comes from one.
pub async fn come_back() -> Option<Msg> {
    let kept = tab::read(VERIFIER)?;
    tab::forget(VERIFIER);
    let query = address::search();
    // The code is of no use to anyone without the verifier, but it need not stay in the bar either.
    address::write_query(&[]);
    let result = match read_callback(&query) {
        Ok(None) => return None,
        Ok(Some(code)) => exchange(&kept, &code).await,
        Err(error) => Err(said(&error)),
    };
    Some(Msg::SignedIn(result))
}

async fn exchange(kept: &str, code: &Secret) -> Result<Secret, String> {
    let verifier = Verifier::restore(kept).map_err(|error| said(&error))?;
    let request = exchange_request(code, &verifier);
    let body = request.body.to_string();
    let origin = origin_of(&request.url).unwrap_or_default();
    let nobody = |_: Silence| "OpenRouter gave no answer. Sign in again, or paste a key.".to_owned();
    let abort = Abort::new().ok_or("This browser can't stop requests. Paste a key.")?;
    let alarm = abort.clone();
    leptos::task::spawn_local(async move {
        time::pause(PATIENCE_MS as u64).await;
        alarm.pull();
    });
    let outgoing = Outgoing {
        method: "POST",
        url: &request.url,
        origin: &origin,
        headers: &headers(&request.headers),
        body: Some(&body),
    };
    let incoming = send(outgoing, &abort).await.map_err(nobody)?;
    let (status, mut answer) = (incoming.status(), Vec::new());
    let read = incoming.listen(|piece| {
        answer.extend_from_slice(piece);
        answer.len() < BODY_LIMIT
    });
    read.await.map_err(nobody)?;
    read_exchange(status, &String::from_utf8_lossy(&answer)).map_err(|error| said(&error))
}

fn said(error: &SignInError) -> String {
    format!("{error} {}", error.remedy())
}
