//! One request of a transfer: its head, and its bytes as they come.

use crate::browser::body::Body;
use crate::browser::scope::scope;
use crate::library::head::Head;
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestCache, RequestInit, Response};

/// Without a byte for so long, a request is given up.
const SILENCE_MS: u32 = 20_000;

/// How a request came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Ended,
    Broke,
    Stalled,
    /// Nobody wants its bytes any more.
    Unwanted,
}

/// Asks for a file or a part of it. `begun` gets the head, `arrived` the bytes; each says whether to go on. The next bytes
/// are taken once `arrived` is done with these.
pub async fn fetch(
    address: &str,
    range: Option<Range<u64>>,
    if_range: Option<String>,
    controller: &AbortController,
    begun: impl Fn(Head) -> bool,
    arrived: impl AsyncFn(Uint8Array) -> bool,
) -> End {
    let watch = Watch::new(controller.clone());
    let gave_up = || if watch.rang.get() { End::Stalled } else { End::Broke };
    let Ok(init) = request(address, range, if_range, controller) else { return End::Broke };
    let response: Response = match JsFuture::from(scope().fetch_with_str_and_init(address, &init)).await {
        Ok(response) => response.unchecked_into(),
        Err(_) => return gave_up(),
    };
    if !begun(head(&response)) {
        controller.abort();
        return End::Unwanted;
    }
    let body = Body::of(&response);
    loop {
        watch.listen();
        let bytes = match body.next().await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return End::Ended,
            Err(_) => return gave_up(),
        };
        // It is the disk that may take its time now.
        watch.rest();
        if !arrived(bytes).await {
            controller.abort();
            return End::Unwanted;
        }
    }
}

fn request(
    address: &str,
    range: Option<Range<u64>>,
    if_range: Option<String>,
    controller: &AbortController,
) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    if let Some(range) = range {
        headers.set("range", &format!("bytes={}-{}", range.start, range.end.saturating_sub(1)))?;
        // On another site this header would need a permission of its own, which file servers don't give; there the
        // version is compared when the answer comes.
        if let Some(tag) = if_range.filter(|_| is_own(address)) {
            headers.set("if-range", &tag)?;
        }
    }
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_signal(Some(&controller.signal()));
    // What is stored here need not be stored by the browser once more.
    init.set_cache(RequestCache::NoStore);
    Ok(init)
}

fn is_own(address: &str) -> bool {
    !address.contains("://") || address.starts_with(&format!("{}/", scope().location().origin()))
}

fn head(response: &Response) -> Head {
    let headers = response.headers();
    let text = |name: &str| headers.get(name).ok().flatten();
    Head {
        status: response.status(),
        content_range: text("content-range"),
        content_length: text("content-length").and_then(|length| length.trim().parse().ok()),
        content_type: text("content-type"),
        etag: text("etag"),
        retry_after_ms: text("retry-after").and_then(|wish| milliseconds(&wish)),
    }
}

/// `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3).
fn milliseconds(wish: &str) -> Option<u64> {
    if let Ok(seconds) = wish.trim().parse::<u64>() {
        return Some(seconds.saturating_mul(1_000));
    }
    let date = js_sys::Date::parse(wish);
    date.is_finite().then(|| (date - js_sys::Date::now()).max(0.0) as u64)
}

/// Aborts a request that has fallen silent.
struct Watch {
    controller: AbortController,
    alarm: RefCell<Option<Timeout>>,
    rang: Rc<Cell<bool>>,
}

impl Watch {
    fn new(controller: AbortController) -> Watch {
        let watch = Watch { controller, alarm: RefCell::default(), rang: Rc::default() };
        watch.listen();
        watch
    }

    /// Waits anew.
    fn listen(&self) {
        let (controller, rang) = (self.controller.clone(), self.rang.clone());
        let alarm = Timeout::new(SILENCE_MS, move || {
            rang.set(true);
            controller.abort();
        });
        self.alarm.replace(Some(alarm));
    }

    fn rest(&self) {
        self.alarm.replace(None);
    }
}
