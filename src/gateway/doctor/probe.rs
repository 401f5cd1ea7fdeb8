//! Requests that find something out.

use super::Circumstances;
use crate::gateway::dialect::{ChatRequest, Header};
use crate::gateway::models;
use serde_json::{Value, json};

/// How much of a readable answer the driver hands over, in bytes. Long lists of models have about a megabyte.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// Time for a slow server, and for a visitor who reads the browser's question.
const PATIENCE_MS: f64 = 15_000.0;

/// What a probe is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeKind {
    /// A question as it will be sent, headers and all, but with an empty body: it is refused and costs nothing.
    Ask,
    /// The same without a key: does the preflight fail because of the key's header?
    AskWithoutKey,
    /// The list of models, with the key.
    ListModels,
    /// The list of models as a link would ask for it: no header, so no preflight.
    ListModelsPlainly,
    /// The same, without wanting to read the answer (`no-cors`): is anyone there?
    Reach,
}

/// A request for the driver. None sends cookies or a referrer, comes from a cache, or follows a redirect by itself,
/// except [`ProbeKind::Reach`], where browsers allow nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    pub kind: ProbeKind,
    pub url: String,
    pub headers: Vec<Header>,
    /// A POST if there is one, else a GET.
    pub body: Option<Value>,
    /// When to give up, in milliseconds.
    pub patience_ms: f64,
}

impl Probe {
    /// The fetch mode: `no-cors` gets an answer nobody may read.
    pub fn is_opaque(&self) -> bool {
        self.kind == ProbeKind::Reach
    }

    pub(super) fn new(kind: ProbeKind, known: &Circumstances) -> Self {
        let chat = ChatRequest { model: known.model.clone(), stream: true, ..ChatRequest::default() };
        let question = known.dialect.request(&known.endpoint, &chat);
        let (list, list_headers) = models::list_request(known.dialect, &known.endpoint);
        let (url, headers, body) = match kind {
            ProbeKind::Ask => (question.url, question.headers, Some(json!({}))),
            ProbeKind::AskWithoutKey => {
                let json_only = question.headers.into_iter().filter(|header| header.name == "content-type").collect();
                (question.url, json_only, Some(json!({})))
            }
            ProbeKind::ListModels => (list, list_headers, None),
            ProbeKind::ListModelsPlainly | ProbeKind::Reach => (list, Vec::new(), None),
        };
        Self { kind, url, headers, body, patience_ms: PATIENCE_MS }
    }
}

/// What the driver saw of a probe.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// An answer that the page may read. `body` is cut at [`BODY_LIMIT`].
    Answer { status: u16, content_type: Option<String>, body: String },
    /// An answer that the page may not read (`response.type` is `opaque`).
    Opaque,
    /// A redirect (`response.type` is `opaqueredirect`).
    Redirect,
    /// The fetch failed, as browsers say it: without a reason.
    Failed,
    /// Nothing happened until the patience was over.
    Silence,
}

impl Observation {
    pub(super) fn is_readable(&self) -> bool {
        matches!(self, Observation::Answer { .. })
    }
}
