//! What breaks, when. docs/GATEWAY.md describes the file.

use crate::gateway::Result;
use crate::gateway::policy::read_document;
use serde::{Deserialize, Serialize};

/// A file of outages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// The version of this format: 1.
    pub version: u32,
    #[serde(default)]
    pub name: String,
    pub outages: Vec<OutageWindow>,
}

impl Outage {
    /// Reads an outage file.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or a field is unknown, missing or of the wrong type. The error says where.
    pub fn read(text: &str) -> Result<Self> {
        Ok(read_document("outage file", text)?.document)
    }
}

/// How a target misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// 429, with `retry_after_ms` if given.
    RateLimitStorm,
    /// 503.
    Unavailable,
    /// The stream goes silent after `after_tokens`.
    Stall,
    /// The stream ends without a reason after `after_tokens`.
    CutStream,
    /// Every cost is multiplied with `factor`.
    PriceChange,
}

/// One thing that breaks for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutageWindow {
    pub kind: OutageKind,
    /// A target's name; `*` for all of them except the one in the tab.
    pub target: String,
    /// Milliseconds on the trace's clock.
    #[serde(default)]
    pub from_ms: f64,
    /// Milliseconds on the trace's clock; for ever if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<f64>,
    /// The share of attempts it hits, in `0.0..=1.0`.
    #[serde(default = "always")]
    pub probability: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<f64>,
    #[serde(default)]
    pub after_tokens: u64,
    #[serde(default = "unchanged")]
    pub factor: f64,
}

impl OutageWindow {
    /// Whether it concerns an attempt that starts now.
    pub fn covers(&self, target: &str, on_device: bool, now_ms: f64) -> bool {
        let concerns = self.target == target || (self.target == "*" && !on_device);
        concerns && now_ms >= self.from_ms && self.until_ms.is_none_or(|until_ms| now_ms < until_ms)
    }
}

fn always() -> f64 {
    1.0
}

fn unchanged() -> f64 {
    1.0
}
