//! How often, how long and for how much.

use serde::{Deserialize, Serialize};

/// Which target is asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    #[default]
    AsListed,
    /// The cheapest first, by the pre-flight estimate.
    Cost,
    /// The quickest first, by the session's own samples.
    TimeToFirstToken,
    /// The most tokens per second first, by the session's own samples.
    Throughput,
}

/// How often the same target is asked, and how long to wait in between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retry {
    /// Attempts per target, the first one included.
    pub attempts: u32,
    /// The first wait is drawn between 0 and this; each further range is twice as long.
    pub base_delay_ms: f64,
    pub max_delay_ms: f64,
    /// HTTP statuses that are worth another try. 401, 402, 403 and used-up quotas never are.
    pub statuses: Vec<u16>,
    /// A longer `Retry-After` is not waited for; the target is left alone for that time.
    pub retry_after_cap_ms: f64,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 2,
            base_delay_ms: 500.0,
            max_delay_ms: 8_000.0,
            statuses: vec![408, 409, 429, 500, 502, 503, 504, 529],
            retry_after_cap_ms: 20_000.0,
        }
    }
}

/// How long to wait for what, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timeouts {
    /// From the start of an attempt to the response's status.
    pub headers_ms: f64,
    /// From the start of an attempt to the first piece of thinking or answer.
    pub first_token_ms: f64,
    /// Between two pieces.
    pub stall_ms: f64,
    /// For the whole request, all attempts and waits together.
    pub total_ms: f64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { headers_ms: 10_000.0, first_token_ms: 20_000.0, stall_ms: 10_000.0, total_ms: 90_000.0 }
    }
}

/// When a target is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BreakerSettings {
    /// This many failures in a row open the breaker.
    pub failures: u32,
    /// How long it stays open before one probe may pass, in milliseconds.
    pub cooldown_ms: f64,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self { failures: 3, cooldown_ms: 30_000.0 }
    }
}

/// A second attempt while the first is slow to begin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hedge {
    /// Milliseconds without content until the next target is asked, too.
    pub after_ms: f64,
}

/// The most a request and a session may cost, in US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_request_usd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_session_usd: Option<f64>,
}

impl Budget {
    /// Whether anything is limited.
    pub fn is_set(&self) -> bool {
        self.per_request_usd.is_some() || self.per_session_usd.is_some()
    }
}
