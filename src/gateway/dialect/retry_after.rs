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
    } else if let Some(wait) = duration_ms(value) {
        wait
    } else {
        let date: Duration = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
        date.as_secs_f64() * 1e3 - now_epoch_ms
    };
    wait.is_finite().then(|| wait.clamp(0.0, LONGEST_MS))
}

/// Reads the wait from an error body: Google's `RetryInfo`, fields some gateways add, or the sentence many write.
///
/// `layers`: the error and what it lies in, the innermost first.
pub fn body_ms(layers: &[&Value], message: &str) -> Option<f64> {
    let google = |layer: &Value| {
        json::elements(layer, "/details").iter().find_map(|detail| {
            let written = json::text(detail, "/retryDelay").and_then(duration_ms);
            written.or_else(|| json::number(detail, "/retryDelay/seconds").map(|seconds| seconds * 1e3))
        })
    };
    let field = |layer: &Value| {
        let scaled = |places: &[&str], unit_ms: f64| {
            places.iter().find_map(|place| json::number(layer, place)).map(|number| number * unit_ms)
        };
        let written = || FIELDS_S.iter().find_map(|place| duration_ms(json::text(layer, place)?));
        scaled(&FIELDS_MS, 1.0).or_else(|| scaled(&FIELDS_S, 1e3)).or_else(written)
    };
    let found = layers.iter().find_map(|layer| google(layer)).or_else(|| layers.iter().find_map(|layer| field(layer)));
    found.or_else(|| sentence_ms(message)).filter(|wait| *wait >= 0.0).map(|wait| wait.min(LONGEST_MS))
}

/// Where a body says how long to wait, in milliseconds and in seconds.
const FIELDS_MS: [&str; 4] =
    ["/retry_after_ms", "/retryAfterMs", "/metadata/retry_after_ms", "/metadata/headers/retry-after-ms"];
const FIELDS_S: [&str; 9] = [
    "/retry_after",
    "/retry_after_seconds",
    "/retryAfter",
    "/retryAfterSeconds",
    "/retryDelay",
    "/metadata/retry_after",
    "/metadata/retry_after_seconds",
    "/metadata/headers/Retry-After",
    "/metadata/headers/retry-after",
];
/// A month; a longer wait is no less a mistake than none.
const LONGEST_MS: f64 = 31.0 * 24.0 * 3600e3;
/// What stands before the time in a sentence, in lower case.
const ASKS: [&str; 9] = [
    "try again in ",
    "try again after ",
    "retry in ",
    "retry after ",
    "retrying in ",
    "retry-after: ",
    "resets in ",
    "reset after ",
    "wait ",
];

fn sentence_ms(message: &str) -> Option<f64> {
    let message = message.to_lowercase();
    ASKS.iter().find_map(|ask| message.match_indices(ask).find_map(|(at, _)| duration_ms(&message[at + ask.len()..])))
}

/// Reads the time that a text begins with: `27s`, `1.5s`, `450ms`, `6m0s`, `20 seconds`, `1 minute and 30 seconds`.
/// The text may go on after it.
fn duration_ms(text: &str) -> Option<f64> {
    let (mut total, mut rest, mut found) = (0.0, text.trim_start(), false);
    loop {
        let number = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(rest.len());
        let Ok(amount) = rest[..number].parse::<f64>() else { break };
        let after = rest[number..].trim_start_matches([' ', '-']);
        let unit = after.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(after.len());
        let Some(unit_ms) = unit_ms(&after[..unit]) else { break };
        (total, found) = (total + amount * unit_ms, true);
        rest = after[unit..].trim_start_matches([' ', ',']);
        rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start();
    }
    found.then_some(total)
}

fn unit_ms(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1e3,
        "m" | "min" | "mins" | "minute" | "minutes" => 60e3,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600e3,
        "d" | "day" | "days" => 24.0 * 3600e3,
        _ => return None,
    })
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
        assert_eq!(body_ms(&[&google], ""), Some(27_500.0));
        assert_eq!(body_ms(&[&json!({}), &json!({"retry_after": 3})], ""), Some(3000.0));
        assert_eq!(body_ms(&[&json!({"metadata": {"headers": {"Retry-After": "7"}}})], ""), Some(7000.0));
        assert_eq!(body_ms(&[&json!({"retry_after": -3})], ""), None);
        for (sentence, wait) in [
            ("Rate limit reached. Please try again in 6m0.5s.", Some(360_500.0)),
            ("Please try again in 450ms.", Some(450.0)),
            ("Try again in 7.66s", Some(7660.0)),
            ("Please retry after 26 seconds.", Some(26_000.0)),
            ("Please try again in 1 minute and 30 seconds, or pay.", Some(90_000.0)),
            ("Please retry in 26.4s.", Some(26_400.0)),
            ("Please wait 2 hours", Some(7_200_000.0)),
            ("Please try again in a while.", None),
            ("Wait for 5.", None),
            ("Please try again in 12", None),
        ] {
            assert_eq!(body_ms(&[], sentence), wait, "{sentence}");
        }
    }
}
