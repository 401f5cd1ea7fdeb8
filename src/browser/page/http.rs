//! Requests to other sites, with their answers as they arrive.

use super::time;
use crate::browser::body::Body;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response, ResponseType, Url,
};

/// How long pieces of a body may follow each other before the page gets a turn, in milliseconds.
const TURN_MS: f64 = 8.0;

/// Ends a request, at any stage and more than once.
#[derive(Clone)]
pub struct Abort(AbortController);

impl Abort {
    /// `None` where the browser can't abort; all of the last years can.
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    pub fn pull(&self) {
        self.0.abort();
    }

    pub fn is_pulled(&self) -> bool {
        self.0.signal().aborted()
    }
}

/// What is sent.
pub struct Outgoing<'a> {
    pub method: &'a str,
    pub url: &'a str,
    /// Scheme, host and port that it is meant for. It goes nowhere else, whatever the address looks like.
    pub origin: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<&'a str>,
}

/// Why nothing more comes. A page is told no reasons, on purpose: they could betray other sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No answer at all: no such host, no permission for pages (CORS), a redirect, or no network.
    Unreachable,
    /// The answer began, and the connection broke.
    Broken,
    Aborted,
    /// Nothing was sent: the browser would have sent it to another origin than the one it is meant for.
    Astray,
}

/// An answer whose body has yet to come.
pub struct Incoming {
    response: Response,
    abort: Abort,
}

/// What a request that only wants to find something out has met.
pub enum Reach {
    Answer(Incoming),
    /// An answer that this page may not read.
    Opaque,
    Redirect,
}

/// Sends a request that carries nothing but what is given: no cookies, no referrer, no cache. Whoever redirects a
/// request with a key would get the key, so a redirect is no answer.
pub async fn send(outgoing: Outgoing<'_>, abort: &Abort) -> Result<Incoming, Silence> {
    fetch(outgoing, RequestMode::Cors, RequestRedirect::Error, abort).await
}

/// The same, to find out what stands in the way. `opaque`: an answer that may not be read is an answer, too.
pub async fn probe(outgoing: Outgoing<'_>, opaque: bool, abort: &Abort) -> Result<Reach, Silence> {
    let (mode, redirect) = match opaque {
        // Browsers allow nothing else in this mode.
        true => (RequestMode::NoCors, RequestRedirect::Follow),
        false => (RequestMode::Cors, RequestRedirect::Manual),
    };
    let incoming = fetch(outgoing, mode, redirect, abort).await?;
    Ok(match incoming.response.type_() {
        ResponseType::Opaque => Reach::Opaque,
        ResponseType::Opaqueredirect => Reach::Redirect,
        _ => Reach::Answer(incoming),
    })
}

async fn fetch(
    outgoing: Outgoing<'_>,
    mode: RequestMode,
    redirect: RequestRedirect,
    abort: &Abort,
) -> Result<Incoming, Silence> {
    // The browser's own reading of the address decides, and what it has read is what is asked.
    let url = Url::new(outgoing.url).ok().filter(|url| url.origin() == outgoing.origin).ok_or(Silence::Astray)?;
    let init = RequestInit::new();
    init.set_method(outgoing.method);
    init.set_mode(mode);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(redirect);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.0.signal()));
    if let Some(body) = outgoing.body {
        init.set_body(&JsValue::from(body));
    }
    let headers = Headers::new().map_err(|_| Silence::Unreachable)?;
    for (name, value) in outgoing.headers {
        // A value that is no header value, such as a key with a line break, can't be sent.
        headers.append(name, value).map_err(|_| Silence::Unreachable)?;
    }
    init.set_headers(&headers);
    let window = web_sys::window().ok_or(Silence::Unreachable)?;
    let silence = |_| if abort.is_pulled() { Silence::Aborted } else { Silence::Unreachable };
    let response = JsFuture::from(window.fetch_with_str_and_init(&url.href(), &init)).await.map_err(silence)?;
    Ok(Incoming { response: response.unchecked_into(), abort: abort.clone() })
}

impl Incoming {
    pub fn status(&self) -> u16 {
        self.response.status()
    }

    /// A header, if the other site lets pages read it.
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok()?
    }

    /// Hands out the body piece by piece, until it ends or the listener has heard enough.
    ///
    /// Pieces that are here already would follow each other without end; in between, the page gets its turn, so that
    /// the visitor can stop a body that never ends.
    pub async fn listen(self, mut heard: impl FnMut(&[u8]) -> bool) -> Result<(), Silence> {
        let silence = |_| if self.abort.is_pulled() { Silence::Aborted } else { Silence::Broken };
        let body = Body::of(&self.response);
        let mut began = time::now();
        while let Some(chunk) = body.next().await.map_err(silence)? {
            if !heard(&chunk.to_vec()) {
                self.abort.pull();
                break;
            }
            if time::now() - began > TURN_MS {
                time::pause(0).await;
                began = time::now();
            }
        }
        Ok(())
    }
}
