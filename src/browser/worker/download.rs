//! Downloading a file as a blob, with progress, kept for the next visit when it comes from another site.

use super::scope::scope;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, Cache, ReadableStream, RequestInit, Response, TransformStream, TransformStreamDefaultController,
};

/// Where downloads are kept.
const CACHE: &str = "shipcheck-models";

#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error("{url} is not there (status {status}).")]
    Missing { url: String, status: u16 },
    #[error("The server of {url} answered with status {status}.")]
    Refused { url: String, status: u16 },
    #[error("{url} could not be reached, or the connection broke.")]
    Unreachable { url: String },
    #[error("The download was stopped.")]
    Aborted,
}

impl DownloadError {
    pub fn kind(&self) -> &'static str {
        if matches!(self, DownloadError::Aborted) { "cancelled" } else { "network" }
    }

    pub fn remedy(&self) -> &'static str {
        match self {
            DownloadError::Missing { .. } => "Check the address of the model's files.",
            DownloadError::Refused { .. } => "Wait a little and try again, or use the model's files from your disk.",
            DownloadError::Unreachable { .. } => {
                "Check the connection and try again, or use the model's files from your disk."
            }
            DownloadError::Aborted => "Start it again when you like.",
        }
    }
}

/// The file at `url`, reporting (loaded, total) bytes; total is 0 while unknown.
pub async fn download(
    url: &str,
    signal: &AbortSignal,
    progress: impl FnMut(u64, u64) + 'static,
) -> Result<Blob, DownloadError> {
    let cache = if is_foreign(url) { open_cache().await } else { None };
    if let Some(cache) = &cache
        && let Some(kept) = kept(cache, url).await
    {
        return Ok(kept);
    }
    let response = fetch(url, signal).await?;
    let broken =
        |_| if signal.aborted() { DownloadError::Aborted } else { DownloadError::Unreachable { url: url.to_owned() } };
    let counted = counted(&response, progress).map_err(broken)?;
    let Some(cache) = cache else { return blob_of(&counted).await.map_err(broken) };
    match JsFuture::from(cache.put_with_str(url, &counted)).await {
        Ok(_) => kept(&cache, url).await.ok_or_else(|| DownloadError::Unreachable { url: url.to_owned() }),
        Err(error) if is_quota(&error) => {
            // No room to keep it: fetch once more and hold it in memory only.
            let response = fetch(url, signal).await?;
            blob_of(&response).await.map_err(broken)
        }
        Err(error) => Err(broken(error)),
    }
}

async fn fetch(url: &str, signal: &AbortSignal) -> Result<Response, DownloadError> {
    let init = RequestInit::new();
    init.set_signal(Some(signal));
    let response: Response = match JsFuture::from(scope().fetch_with_str_and_init(url, &init)).await {
        Ok(response) => response.unchecked_into(),
        Err(_) if signal.aborted() => return Err(DownloadError::Aborted),
        Err(_) => return Err(DownloadError::Unreachable { url: url.to_owned() }),
    };
    let status = response.status();
    let url = url.to_owned();
    // A site that answers every address with its start page has no such file.
    let is_page =
        response.headers().get("content-type").ok().flatten().is_some_and(|kind| kind.starts_with("text/html"));
    match status {
        404 | 410 => Err(DownloadError::Missing { url, status }),
        _ if !response.ok() => Err(DownloadError::Refused { url, status }),
        _ if is_page => Err(DownloadError::Missing { url, status: 404 }),
        _ => Ok(response),
    }
}

/// The same response, its body counted on the way through.
fn counted(response: &Response, mut progress: impl FnMut(u64, u64) + 'static) -> Result<Response, JsValue> {
    let Some(body) = response.body() else { return response.clone() };
    let total = response.headers().get("content-length")?.and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut loaded = 0;
    let transform = Closure::<dyn FnMut(JsValue, TransformStreamDefaultController)>::new(
        move |chunk: JsValue, controller: TransformStreamDefaultController| {
            loaded += u64::from(chunk.unchecked_ref::<Uint8Array>().length());
            progress(loaded, total);
            // Fails only when the reader has gone, which its own end of the stream reports.
            controller.enqueue_with_chunk(&chunk).ok();
        },
    );
    let transformer = Object::new();
    Reflect::set(&transformer, &"transform".into(), &transform.into_js_value())?;
    let stream: ReadableStream = {
        let through = TransformStream::new_with_transformer(&transformer)?;
        let pipe = Reflect::get(&body, &"pipeThrough".into())?.unchecked_into::<js_sys::Function>();
        pipe.call1(&body, &through)?.unchecked_into()
    };
    Response::new_with_opt_readable_stream(Some(&stream))
}

async fn blob_of(response: &Response) -> Result<Blob, JsValue> {
    JsFuture::from(response.blob()?).await.map(JsCast::unchecked_into)
}

fn is_foreign(url: &str) -> bool {
    let origin = scope().location().origin();
    !url.starts_with(&format!("{origin}/"))
}

/// `None` where the browser offers no cache (an insecure page, some private windows).
async fn open_cache() -> Option<Cache> {
    let caches = scope().caches().ok()?;
    JsFuture::from(caches.open(CACHE)).await.ok().map(JsCast::unchecked_into)
}

async fn kept(cache: &Cache, url: &str) -> Option<Blob> {
    let found = JsFuture::from(cache.match_with_str(url)).await.ok()?;
    blob_of(&found.dyn_into::<Response>().ok()?).await.ok()
}

fn is_quota(error: &JsValue) -> bool {
    Reflect::get(error, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .is_some_and(|name| name == "QuotaExceededError")
}
