//! Errors as providers word them, sorted by what a router should do about them.

use super::{json, retry_after};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
            409 | 425 | 429 => FailureClass::RateLimited,
            400..=499 => FailureClass::BadRequest,
            _ => FailureClass::Unavailable,
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

/// An error of a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProviderFailure {
    /// The provider's own words. Untrusted text.
    pub message: String,
    #[serde(rename = "type")]
    pub error_type: Option<String>,
    pub code: Option<String>,
    /// HTTP status, from the body where it says one.
    pub status: Option<u16>,
    pub class: FailureClass,
    /// How long the body asks to wait, in milliseconds.
    pub retry_after_ms: Option<f64>,
}

impl ProviderFailure {
    /// An error of our own about the response.
    pub fn of_stream(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            error_type: None,
            code: None,
            status: None,
            class: FailureClass::BrokenStream,
            retry_after_ms: None,
        }
    }

    /// Reads the error in a message, if it is one, in any of the shapes known:
    /// `{error: {…}}`, `{error: "…"}`, `{type: "error", error}`, `{object: "error", message}`, `{detail}` and
    /// `{message}` without an answer beside it.
    pub fn read(message: &Value) -> Option<Self> {
        let is_error = |pointer| json::text(message, pointer) == Some("error");
        match message.get("error") {
            Some(Value::String(text)) if !text.is_empty() => return Some(Self::new(text.clone(), message, message)),
            Some(error @ Value::Object(_)) => return Some(Self::new(words(error), error, message)),
            _ => {}
        }
        if is_error("/object") || is_error("/type") {
            return Some(Self::new(words(message), message, message));
        }
        let answers = ["choices", "candidates", "content", "output", "usage"];
        let bare = !answers.iter().any(|key| message.get(key).is_some());
        let complains = message.get("detail").is_some() || json::text(message, "/message").is_some();
        (bare && complains).then(|| Self::new(words(message), message, message))
    }

    fn new(text: String, error: &Value, message: &Value) -> Self {
        let error_type = ["/type", "/status", "/metadata/error_type"].iter().find_map(|at| json::owned(error, at));
        let code = json::word(error, "/code").or_else(|| json::owned(error, "/status"));
        let status = status(error, message, error_type.as_deref(), code.as_deref());
        let class = classify(status, error_type.as_deref(), code.as_deref(), &text, error);
        let retry_after_ms = retry_after::body_ms(error, &text);
        Self { message: text, error_type, code, status, class, retry_after_ms }
    }
}

/// The human part of an error, with the upstream's own words where a gateway passes them on.
fn words(error: &Value) -> String {
    let said = match (json::owned(error, "/message"), error.get("message").or(error.get("detail"))) {
        (Some(message), _) => message,
        (None, Some(Value::String(text))) if !text.is_empty() => text.clone(),
        (None, Some(other @ (Value::Array(_) | Value::Object(_)))) => other.to_string(),
        _ => "The provider reports an error without a message.".to_owned(),
    };
    match json::owned(error, "/metadata/raw") {
        Some(raw) if !said.contains(&raw) => format!("{said} ({raw})"),
        _ => said,
    }
}

fn status(error: &Value, message: &Value, error_type: Option<&str>, code: Option<&str>) -> Option<u16> {
    let numbers = [json::number(error, "/code"), json::number(error, "/status"), json::number(error, "/status_code")];
    let outer =
        [json::number(message, "/code"), json::number(message, "/status"), json::number(message, "/statusCode")];
    let number = numbers.into_iter().chain(outer).flatten().find(|status| (400.0..600.0).contains(status));
    let word = || [error_type, code].into_iter().flatten().find_map(status_of_word);
    number.map(|status| status as u16).or_else(word).or_else(|| status_of_detail(message))
}

/// Mistral's two bodies without any code: a list of what is wrong with the request, or a single word.
fn status_of_detail(message: &Value) -> Option<u16> {
    if message.get("detail").is_some_and(Value::is_array) {
        return Some(422);
    }
    let word = json::text(message, "/detail").or_else(|| json::text(message, "/message"))?;
    word.eq_ignore_ascii_case("unauthorized").then_some(401)
}

/// The status that a provider sends together with an error type; mid-stream only the word is left.
fn status_of_word(word: &str) -> Option<u16> {
    Some(match word {
        "invalid_request_error" | "INVALID_ARGUMENT" | "FAILED_PRECONDITION" => 400,
        "authentication_error" | "invalid_api_key" | "UNAUTHENTICATED" => 401,
        "billing_error" | "insufficient_credits" | "payment_required" => 402,
        "permission_error" | "forbidden" | "PERMISSION_DENIED" => 403,
        "not_found_error" | "model_not_found" | "not_found" | "NOT_FOUND" => 404,
        "request_too_large" => 413,
        "rate_limit_error"
        | "rate_limit_exceeded"
        | "rate_limited"
        | "too_many_requests"
        | "insufficient_quota"
        | "RESOURCE_EXHAUSTED" => 429,
        "api_error" | "server_error" | "internal_server_error" | "INTERNAL" => 500,
        "UNAVAILABLE" | "service_unavailable" => 503,
        "timeout_error" | "DEADLINE_EXCEEDED" => 504,
        "overloaded_error" => 529,
        _ => return None,
    })
}

fn classify(
    status: Option<u16>,
    error_type: Option<&str>,
    code: Option<&str>,
    text: &str,
    error: &Value,
) -> FailureClass {
    let says = |words: &[&str]| words.iter().any(|word| error_type == Some(word) || code == Some(word));
    if says(&["insufficient_quota", "billing_hard_limit_reached", "enforced_spend_limit_reached"]) {
        return FailureClass::SpendLimit;
    }
    if says(&["content_filter", "content_policy_violation", "moderation"]) {
        return FailureClass::ContentFilter;
    }
    // Google answers a wrong key with 400.
    if json::elements(error, "/details").iter().any(|detail| json::text(detail, "/reason") == Some("API_KEY_INVALID")) {
        return FailureClass::Authentication;
    }
    let daily = json::elements(error, "/details")
        .iter()
        .flat_map(|detail| json::elements(detail, "/violations"))
        .any(|violation| json::text(violation, "/quotaId").is_some_and(|id| id.contains("PerDay")));
    if daily || (status == Some(429) && text.contains("free-models-per-day")) {
        return FailureClass::DailyQuota;
    }
    status.map_or(FailureClass::Unavailable, FailureClass::of_status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(message: Value) -> (FailureClass, Option<u16>, String) {
        let failure = ProviderFailure::read(&message).unwrap();
        (failure.class, failure.status, failure.message)
    }

    #[test]
    fn every_shape_is_found() {
        let openai = json!({"error": {"message": "no", "type": "invalid_request_error", "param": null, "code": null}});
        assert_eq!(read(openai), (FailureClass::BadRequest, Some(400), "no".to_owned()));
        let anthropic = json!({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}});
        assert_eq!(read(anthropic), (FailureClass::Unavailable, Some(529), "busy".to_owned()));
        let mistral = json!({"object": "error", "message": "slow down", "type": "rate_limited", "code": 429});
        assert_eq!(read(mistral), (FailureClass::RateLimited, Some(429), "slow down".to_owned()));
        let (class, status, words) = read(json!({"detail": [{"loc": ["body", "model"], "msg": "missing"}]}));
        assert_eq!((class, status), (FailureClass::BadRequest, Some(422)));
        assert!(words.contains("missing"));
        assert_eq!(read(json!({"message": "Unauthorized", "request_id": "1"})).1, Some(401));
        assert_eq!(read(json!({"error": "bad gateway"})).2, "bad gateway");
        assert_eq!(ProviderFailure::read(&json!({"choices": [], "error": null})), None);
        assert_eq!(ProviderFailure::read(&json!({"type": "message", "content": []})), None);
    }

    #[test]
    fn a_wrong_key_at_google_is_one_although_it_says_400() {
        let gemini = json!({"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "API key not valid.",
            "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}});
        assert_eq!(read(gemini), (FailureClass::Authentication, Some(400), "API key not valid.".to_owned()));
    }

    #[test]
    fn spent_money_and_spent_days_are_no_rate_limits() {
        let openai = json!({"error": {"message": "quota", "type": "insufficient_quota", "code": "insufficient_quota"}});
        assert_eq!(read(openai).0, FailureClass::SpendLimit);
        let gemini = json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "quota", "details": [
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure",
             "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}});
        assert_eq!(read(gemini).0, FailureClass::DailyQuota);
        let openrouter = json!({"error": {"code": 402, "message": "Insufficient credits"}});
        assert_eq!(read(openrouter).0, FailureClass::Payment);
        assert!(FailureClass::Payment.is_final_for_target());
        assert!(!FailureClass::RateLimited.is_final_for_target());
    }
}
