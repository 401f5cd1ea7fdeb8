//! Who may answer.

use crate::gateway::dialect::Dialect;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a target runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The model in the visitor's own tab: free, and nothing is sent.
    OnDevice,
    /// An address that speaks a dialect.
    Endpoint,
}

/// One target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Unique in the policy.
    pub name: String,
    pub kind: TargetKind,
    /// As the endpoint spells it.
    pub model: String,
    /// Endpoints only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// Endpoints only: the address up to and including the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// The company whose machines answer in the end; two targets with the same one fail together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// Whether the model sees pictures.
    #[serde(default)]
    pub vision: bool,
    /// What a gateway is told about its own routing, in its own words: `providerOptions.gateway` of Vercel, `models` and
    /// `provider` of OpenRouter, `fallbacks` of LiteLLM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_options: Option<Value>,
    /// Differences from the policy's timeouts.
    #[serde(default, skip_serializing_if = "TimeoutOverrides::is_empty")]
    pub timeouts: TimeoutOverrides,
}

impl Target {
    pub fn is_on_device(&self) -> bool {
        self.kind == TargetKind::OnDevice
    }

    /// The company that answers, as far as the policy knows.
    pub fn upstream_name(&self) -> Option<&str> {
        let direct = match self.dialect? {
            Dialect::OpenAi if self.base_url.as_deref()?.contains("api.openai.com") => Some("openai"),
            Dialect::Anthropic => Some("anthropic"),
            Dialect::Gemini => Some("google"),
            Dialect::Mistral => Some("mistral"),
            _ => None,
        };
        self.upstream.as_deref().or(direct)
    }
}

/// Timeouts of one target; what is missing comes from the policy. In milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeoutOverrides {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers_ms: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_token_ms: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stall_ms: Option<f64>,
}

impl TimeoutOverrides {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
