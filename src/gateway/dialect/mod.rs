//! What each provider says on the wire, in one vocabulary.
//!
//! One file per dialect: how a request is written, with headers that a browser may send cross-origin, and how a
//! message of the response is read, streamed or not. Everything below this door speaks [`ResponseEvent`]s.

mod anthropic;
mod choices;
mod content;
mod event;
mod failure;
mod finish;
mod gemini;
pub(super) mod json;
mod litellm;
mod mistral;
mod openai;
mod openrouter;
mod request;
mod responses;
mod retry_after;
mod usage;
mod vercel;

pub use event::{InnerAttempt, ResponseEvent};
pub(super) use failure::clip;
pub use failure::{FailureClass, ProviderFailure};
pub use finish::FinishReason;
pub use request::{ChatRequest, Endpoint, Header, HttpRequest, Image, Secret};
pub use retry_after::retry_after_header_ms;
pub use usage::Usage;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How an endpoint speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// OpenAI, and every endpoint that calls itself compatible.
    OpenAi,
    /// Vercel AI Gateway.
    Vercel,
    OpenRouter,
    LiteLlm,
    Anthropic,
    /// Google's Gemini API.
    Gemini,
    Mistral,
}

/// Reads the messages of one response.
pub trait MessageReader {
    /// Appends what a message says. `name` is the name of its server-sent event, where it has one.
    fn read(&mut self, name: Option<&str>, message: &Value, events: &mut Vec<ResponseEvent>);

    /// Appends what was held back until the response is over.
    fn end(&mut self, _events: &mut Vec<ResponseEvent>) {}
}

impl Dialect {
    pub const ALL: [Dialect; 7] = [
        Dialect::OpenAi,
        Dialect::Vercel,
        Dialect::OpenRouter,
        Dialect::LiteLlm,
        Dialect::Anthropic,
        Dialect::Gemini,
        Dialect::Mistral,
    ];

    /// The word for it in policies and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::OpenAi => "openai",
            Dialect::Vercel => "vercel",
            Dialect::OpenRouter => "openrouter",
            Dialect::LiteLlm => "litellm",
            Dialect::Anthropic => "anthropic",
            Dialect::Gemini => "gemini",
            Dialect::Mistral => "mistral",
        }
    }

    /// The dialect of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// A reader for one response.
    pub fn reader(self) -> Box<dyn MessageReader> {
        match self {
            Dialect::OpenAi => Box::new(openai::Reader::default()),
            Dialect::Vercel => Box::new(vercel::Reader::default()),
            Dialect::OpenRouter => Box::new(openrouter::Reader::default()),
            Dialect::LiteLlm => Box::new(litellm::Reader::default()),
            Dialect::Anthropic => Box::new(anthropic::Reader),
            Dialect::Gemini => Box::new(gemini::Reader::default()),
            Dialect::Mistral => Box::new(mistral::Reader::default()),
        }
    }

    /// The request an endpoint of this dialect expects.
    pub fn request(self, endpoint: &Endpoint, chat: &ChatRequest) -> HttpRequest {
        match self {
            Dialect::OpenAi => openai::request(endpoint, chat),
            Dialect::Vercel => vercel::request(endpoint, chat),
            Dialect::OpenRouter => openrouter::request(endpoint, chat),
            Dialect::LiteLlm => litellm::request(endpoint, chat),
            Dialect::Anthropic => anthropic::request(endpoint, chat),
            Dialect::Gemini => gemini::request(endpoint, chat),
            Dialect::Mistral => mistral::request(endpoint, chat),
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
