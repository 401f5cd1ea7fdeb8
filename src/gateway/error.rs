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
    #[error("The trace has no attempt on the target {target}, so nobody knows how it would behave.")]
    UnknownTarget { target: String },
}

impl GatewayError {
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
