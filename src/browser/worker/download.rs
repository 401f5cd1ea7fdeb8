//! Downloading a file as a blob, with progress, kept for the next visit when it comes from another site.

use super::scope::scope;
use crate::browser::body::Body;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Cache, RequestInit, Response, TransformStream, WritableStreamDefaultWriter};

/// Where downloads are kept.
const CACHE: &str = "shipcheck-models";

/// Bytes that are gathered before the browser gets them as a blob.
const PART_BYTES: u64 = 16 << 20;

#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error("{url} is not there (status {status}).")]
    Missing { url: String, status: u16 },
    #[error("The server of {url} sent a web page instead of it.")]
    Page { url: String },
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
            DownloadError::Missing { .. } | DownloadError::Page { .. } => "Check the address of the model's files.",
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
    let blob = gathered(&response, progress).await.map_err(broken)?;
    let Some(cache) = cache else { return Ok(blob) };
    match keep(&cache, url, &blob).await {
        // What is kept lies on the disk, and the blob that was just gathered perhaps in memory.
        Ok(()) => Ok(kept(&cache, url).await.unwrap_or(blob)),
        // No room to keep it, or no leave: then it lives as long as this tab.
        Err(_) => Ok(blob),
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
        _ if is_page => Err(DownloadError::Page { url }),
        _ => Ok(response),
    }
}

/// The body as a blob, made of parts: the browser takes each out of the tab's memory as soon as it is whole.
async fn gathered(response: &Response, mut progress: impl FnMut(u64, u64)) -> Result<Blob, JsValue> {
    let total = response.headers().get("content-length")?.and_then(|length| length.parse().ok()).unwrap_or_default();
    let (body, parts) = (Body::of(response), Array::new());
    let (mut part, mut loaded) = (Part::new()?, 0);
    while let Some(chunk) = body.next().await? {
        part.write(&chunk).await?;
        loaded += u64::from(chunk.length());
        if part.bytes >= PART_BYTES {
            parts.push(&std::mem::replace(&mut part, Part::new()?).end().await?);
        }
        progress(loaded, total);
    }
    parts.push(&part.end().await?);
    Blob::new_with_blob_sequence(&parts)
}

/// A part of a body on its way to a blob. It goes through a stream, because browsers keep what comes from a stream
/// outside the tab (Firefox in a file), unlike what a blob is given as bytes.
struct Part {
    writer: WritableStreamDefaultWriter,
    blob: Promise,
    bytes: u64,
}

impl Part {
    fn new() -> Result<Part, JsValue> {
        let stream = TransformStream::new()?;
        let blob = Response::new_with_opt_readable_stream(Some(&stream.readable()))?.blob()?;
        Ok(Part { writer: stream.writable().get_writer()?, blob: blob.unchecked_into(), bytes: 0 })
    }

    async fn write(&mut self, chunk: &Uint8Array) -> Result<(), JsValue> {
        self.bytes += u64::from(chunk.length());
        JsFuture::from(self.writer.write_with_chunk(chunk)).await.map(drop)
    }

    async fn end(self) -> Result<JsValue, JsValue> {
        JsFuture::from(self.writer.close()).await?;
        JsFuture::from(self.blob).await
    }
}

async fn keep(cache: &Cache, url: &str, blob: &Blob) -> Result<(), JsValue> {
    JsFuture::from(cache.put_with_str(url, &Response::new_with_opt_blob(Some(blob))?)).await.map(drop)
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
