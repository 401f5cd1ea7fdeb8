//! What can go wrong in the gateway room, in words a visitor understands.

/// Every error of the room. `Display` says what happened, [`GatewayError::remedy`] what to do next.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum GatewayError {
    #[error("The file is not text.")]
    NotText,
    #[error("The text is neither an event stream nor JSON{}.", said(words))]
    NotAResponse {
        /// The beginning of the text. Untrusted.
        words: String,
    },
    #[error("This is a web page, not an answer{}.", said(words))]
    WebPage {
        /// Its title, or its text. Untrusted.
        words: String,
    },
    #[error("The bytes are packed with {packing}.")]
    Packed {
        /// `gzip`, `zstd` or `deflate`.
        packing: &'static str,
    },
    #[error("The {document} is not valid: at {path}: {reason}.")]
    Document {
        /// `policy`, `trace` or `outage file`.
        document: &'static str,
        /// Where, for instance `targets[1].timeouts`.
        path: String,
        reason: String,
    },
    #[error("The {document} has version {version}, this program reads version 1.")]
    Version { document: &'static str, version: u32 },
    #[error("The {document} has {bytes} bytes; more than {most} are not read.")]
    TooLarge { document: &'static str, bytes: usize, most: usize },
    #[error("The {document} can't be used: at {path}: {what}")]
    Bounds {
        document: &'static str,
        /// Where, for instance `outages[1].probability`.
        path: String,
        /// What is wrong there, in a sentence.
        what: String,
        remedy: &'static str,
    },
    #[error("The simulation stopped after {steps} steps, in the request {request} at {at_ms:.0} ms.")]
    TooManySteps {
        steps: usize,
        request: String,
        /// On the trace's clock.
        at_ms: f64,
    },
    #[error("The trace has no attempt on the target {target}, so nobody knows how it would behave.")]
    UnknownTarget { target: String },
}

impl GatewayError {
    /// Which file it is about: `policy`, `trace` or `outage file`; `None` if it is not about one of them.
    pub fn document(&self) -> Option<&'static str> {
        match self {
            GatewayError::Document { document, .. }
            | GatewayError::Version { document, .. }
            | GatewayError::TooLarge { document, .. }
            | GatewayError::Bounds { document, .. } => Some(document),
            _ => None,
        }
    }

    /// What the reader can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            GatewayError::NotText => "Give a recorded response body, as it came over the network.",
            GatewayError::Packed { .. } => "Unpack them first, or record the body with `curl --compressed`.",
            GatewayError::WebPage { .. } => {
                "Check the address: it should be that of the interface, up to and including the version."
            }
            GatewayError::NotAResponse { .. } => {
                "Record the body again: it should begin with `data:`, `event:`, `:` or a JSON bracket."
            }
            GatewayError::Document { .. } => "docs/GATEWAY.md describes every field.",
            GatewayError::Version { .. } => "Write it as docs/GATEWAY.md describes it, with version 1.",
            GatewayError::TooLarge { .. } => "Take a part of it.",
            GatewayError::Bounds { remedy, .. } => remedy,
            GatewayError::TooManySteps { .. } => {
                "Simulate fewer requests, or lower `retry.attempts` or the number of targets."
            }
            GatewayError::UnknownTarget { .. } => {
                "Record a request to it, or give the target the name or model of one in the trace."
            }
        }
    }
}

fn said(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": “{}”", words.trim_end_matches('.')) }
}

pub type Result<T, E = GatewayError> = std::result::Result<T, E>;
