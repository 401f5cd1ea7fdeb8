//! How long a provider asks to wait. A page often can't read the header, so the body is asked too.

use super::json;
use serde_json::Value;
use std::time::{Duration, UNIX_EPOCH};

/// Reads a `Retry-After` header (RFC 9110, section 10.2.3) or a `retry-after-ms` one, in milliseconds.
///
/// `now_epoch_ms` is the wall clock in milliseconds since 1970; a header may name a date.
pub fn retry_after_header_ms(name: &str, value: &str, now_epoch_ms: f64) -> Option<f64> {
    let value = value.trim();
    let wait = if name.eq_ignore_ascii_case("retry-after-ms") || name.eq_ignore_ascii_case("x-ms-retry-after-ms") {
        value.parse::<f64>().ok()?
    } else if let Ok(seconds) = value.parse::<f64>() {
        seconds * 1e3
    } else {
        let date: Duration = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
        date.as_secs_f64() * 1e3 - now_epoch_ms
    };
    wait.is_finite().then(|| wait.max(0.0))
}

/// Reads the wait from an error body: Google's `RetryInfo`, fields some gateways add, or the sentence OpenAI writes.
pub fn body_ms(error: &Value, message: &str) -> Option<f64> {
    let details = json::elements(error, "/details");
    let google = details.iter().find_map(|detail| duration_ms(json::text(detail, "/retryDelay")?));
    let milliseconds =
        || json::number(error, "/retry_after_ms").or_else(|| json::number(error, "/metadata/retry_after_ms"));
    let seconds = || {
        ["/retry_after", "/retry_after_seconds", "/metadata/retry_after", "/metadata/retry_after_seconds"]
            .into_iter()
            .find_map(|pointer| json::number(error, pointer))
            .map(|seconds| seconds * 1e3)
    };
    let sentence = || {
        let (_, rest) = message.split_once("try again in ")?;
        duration_ms(rest.split_whitespace().next()?.trim_end_matches(['.', ',', ';']))
    };
    google.or_else(milliseconds).or_else(seconds).or_else(sentence).filter(|wait| *wait >= 0.0)
}

/// Reads `27s`, `1.5s`, `450ms` and `6m0s`.
fn duration_ms(text: &str) -> Option<f64> {
    let (mut total, mut rest) = (0.0, text);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
        let amount: f64 = rest[..digits].parse().ok()?;
        let unit = &rest[digits..];
        let end = unit.find(|sign: char| sign.is_ascii_digit()).unwrap_or(unit.len());
        total += amount
            * match &unit[..end] {
                "ms" => 1.0,
                "s" => 1e3,
                "m" => 60e3,
                "h" => 3600e3,
                _ => return None,
            };
        rest = &unit[end..];
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn headers_in_seconds_milliseconds_and_dates() {
        assert_eq!(retry_after_header_ms("Retry-After", "2", 0.0), Some(2000.0));
        assert_eq!(retry_after_header_ms("retry-after-ms", "250", 0.0), Some(250.0));
        let date = "Thu, 01 Jan 1970 00:00:10 GMT";
        assert_eq!(retry_after_header_ms("retry-after", date, 4000.0), Some(6000.0));
        assert_eq!(retry_after_header_ms("retry-after", date, 40_000.0), Some(0.0));
        assert_eq!(retry_after_header_ms("retry-after", "soon", 0.0), None);
    }

    #[test]
    fn bodies_in_their_own_words() {
        let google = json!({"details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "27.5s"}]});
        assert_eq!(body_ms(&google, ""), Some(27_500.0));
        assert_eq!(body_ms(&json!({"retry_after": 3}), ""), Some(3000.0));
        assert_eq!(body_ms(&json!({}), "Rate limit reached. Please try again in 6m0.5s."), Some(360_500.0));
        assert_eq!(body_ms(&json!({}), "Please try again in 450ms."), Some(450.0));
        assert_eq!(body_ms(&json!({}), "Please try again in a while."), None);
    }
}
