//! One try at one target.

use crate::gateway::dialect::{FailureClass, InnerAttempt, Usage};
use serde::{Deserialize, Serialize};

/// Where the wish to wait was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RetryAfterSource {
    Header,
    Body,
    #[default]
    None,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttemptOutcome {
    /// Still running.
    #[default]
    Pending,
    /// It gave the whole answer.
    Answered,
    /// It gave the beginning of an answer.
    Incomplete,
    /// It gave no content.
    Failed,
    /// It was stopped, because another was faster or the visitor said so.
    Cancelled,
}

/// One try at one target. Times are milliseconds on the trace's clock, money is US dollars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attempt {
    /// The target's name in the policy; empty for what a gateway tried behind its own door.
    pub target: String,
    pub provider: Option<String>,
    pub requested_model: Option<String>,
    pub served_model: Option<String>,
    /// Whose key was used, in a word such as `system`; never the key.
    pub credential: Option<String>,
    pub t_start: Option<f64>,
    pub t_headers: Option<f64>,
    /// When the first word or tool call came. Comments and thinking do not count.
    pub t_first_content: Option<f64>,
    pub t_last: Option<f64>,
    /// HTTP status.
    pub status: Option<u16>,
    /// A class such as `rate_limited`.
    pub error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    pub retry_after_ms: Option<f64>,
    pub retry_after_source: RetryAfterSource,
    pub input_tokens: Option<u64>,
    pub output_tokens: Option<u64>,
    pub reasoning_tokens: Option<u64>,
    pub cached_tokens: Option<u64>,
    /// What the provider says it costs.
    pub cost_reported: Option<f64>,
    /// What it costs by the price table.
    pub cost_estimated: Option<f64>,
    pub bytes_sent: Option<u64>,
    pub outcome: AttemptOutcome,
}

impl Attempt {
    /// The money this attempt took: as reported, else as estimated.
    pub fn cost_usd(&self) -> f64 {
        self.cost_reported.or(self.cost_estimated).unwrap_or(0.0).max(0.0)
    }

    /// Milliseconds from the start to the first content.
    pub fn time_to_first_token_ms(&self) -> Option<f64> {
        Some(self.t_first_content? - self.t_start?)
    }

    /// Tokens per second between the first and the last content.
    pub fn tokens_per_second(&self) -> Option<f64> {
        let seconds = (self.t_last? - self.t_first_content?) / 1e3;
        let tokens = self.output_tokens? as f64;
        (seconds > 0.0 && tokens > 1.0).then(|| (tokens - 1.0) / seconds)
    }

    /// Whether it gave the whole answer. Where a foreign trace has no outcome, no sign of an error is enough.
    pub fn is_answer(&self) -> bool {
        let unmarred = self.error_type.is_none() && self.status.is_none_or(|status| status < 400);
        self.outcome == AttemptOutcome::Answered || (self.outcome == AttemptOutcome::Pending && unmarred)
    }

    /// Takes over the token counts of a response.
    pub fn set_usage(&mut self, usage: &Usage) {
        self.input_tokens = usage.input_tokens;
        self.output_tokens = usage.output_tokens;
        self.reasoning_tokens = usage.reasoning_tokens;
        self.cached_tokens = usage.cached_tokens;
    }

    /// What a gateway reports about its own tries, on a clock that starts with the first of them.
    pub fn from_inner(inner: &[InnerAttempt]) -> Vec<Self> {
        let zero = inner.iter().filter_map(|attempt| attempt.start_ms).reduce(f64::min).unwrap_or(0.0);
        let record = |attempt: &InnerAttempt| Self {
            provider: attempt.provider.clone(),
            requested_model: attempt.requested_model.clone(),
            served_model: attempt.served_model.clone(),
            credential: attempt.credential.clone(),
            t_start: attempt.start_ms.map(|time| time - zero),
            t_last: attempt.end_ms.map(|time| time - zero),
            status: attempt.status,
            error_type: (!attempt.success).then(|| attempt.status.map_or("unknown", error_type).to_owned()),
            error_message: attempt.error.clone(),
            outcome: if attempt.success { AttemptOutcome::Answered } else { AttemptOutcome::Failed },
            ..Self::default()
        };
        inner.iter().map(record).collect()
    }
}

fn error_type(status: u16) -> &'static str {
    FailureClass::of_status(status).name()
}
