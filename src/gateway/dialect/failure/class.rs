//! Kinds of trouble, sorted by what a router should do about them.

use serde::{Deserialize, Serialize};

/// What kind of trouble an error means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// The request itself is wrong: 400, 404, 413, 422.
    BadRequest,
    /// No key, or a wrong one: 401.
    Authentication,
    /// The account has no credit: 402.
    Payment,
    /// The key may not do this: 403.
    Forbidden,
    /// A spending limit is reached; only a person can raise it.
    SpendLimit,
    /// The quota of the day is used up.
    DailyQuota,
    /// Too many requests right now: 429.
    RateLimited,
    /// The provider is down or busy: 5xx, 529.
    Unavailable,
    /// Nothing came in time: 408, 504, 524, or a timer of the policy.
    Timeout,
    /// The network gave no answer at all.
    Network,
    /// The response is cut off, malformed or too large.
    BrokenStream,
    /// The provider refuses the content.
    ContentFilter,
    /// The visitor stopped it.
    Cancelled,
}

impl FailureClass {
    /// The word in traces, used as OpenTelemetry's `error.type`.
    pub fn name(self) -> &'static str {
        match self {
            FailureClass::BadRequest => "bad_request",
            FailureClass::Authentication => "authentication",
            FailureClass::Payment => "payment",
            FailureClass::Forbidden => "forbidden",
            FailureClass::SpendLimit => "spend_limit",
            FailureClass::DailyQuota => "daily_quota",
            FailureClass::RateLimited => "rate_limited",
            FailureClass::Unavailable => "unavailable",
            FailureClass::Timeout => "timeout",
            FailureClass::Network => "network",
            FailureClass::BrokenStream => "broken_stream",
            FailureClass::ContentFilter => "content_filter",
            FailureClass::Cancelled => "cancelled",
        }
    }

    /// The class an HTTP status alone means.
    pub fn of_status(status: u16) -> Self {
        match status {
            401 => FailureClass::Authentication,
            402 => FailureClass::Payment,
            403 => FailureClass::Forbidden,
            408 | 504 | 524 => FailureClass::Timeout,
            409 | 425 | 429 | 498 => FailureClass::RateLimited,
            400..=499 => FailureClass::BadRequest,
            _ => FailureClass::Unavailable,
        }
    }

    /// The class of an HTTP status, refined by what the words beside it mean on their own.
    ///
    /// The status decides; a word only tells apart what several providers send under one status.
    pub fn under(status: u16, words: Option<Self>) -> Self {
        use FailureClass::{
            Authentication, BadRequest, ContentFilter, DailyQuota, Forbidden, Payment, RateLimited, SpendLimit,
        };
        match (Self::of_status(status), words) {
            (BadRequest, Some(finer @ (Payment | SpendLimit | ContentFilter | Authentication))) => finer,
            (RateLimited, Some(finer @ (Payment | SpendLimit | DailyQuota))) => finer,
            (Forbidden, Some(ContentFilter)) => ContentFilter,
            (class, _) => class,
        }
    }

    /// Whether trying the same target again can't help, whatever a policy says.
    pub fn is_final_for_target(self) -> bool {
        !matches!(
            self,
            FailureClass::RateLimited
                | FailureClass::Unavailable
                | FailureClass::Timeout
                | FailureClass::Network
                | FailureClass::BrokenStream
        )
    }
}
