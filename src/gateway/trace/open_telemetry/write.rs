//! A trace becomes spans.

use super::names;
use crate::gateway::trace::{Attempt, AttemptOutcome, RecordedRequest, Trace};
use serde_json::{Value, json};

const KIND_INTERNAL: u8 = 1;
const KIND_CLIENT: u8 = 3;
const STATUS_ERROR: u8 = 2;

/// Writes a trace as an OTLP/JSON `ExportTraceServiceRequest`.
///
/// The ids are counted from the trace's own clock, so the same trace always has the same ones. Messages of errors
/// are left out: providers quote parts of keys and prompts in them.
pub fn to_otlp(trace: &Trace) -> Value {
    let spans: Vec<_> =
        trace.requests.iter().enumerate().flat_map(|(index, request)| request_spans(trace, index, request)).collect();
    let resource = [
        text("service.name", Some("shipcheck")),
        text(names::ORIGIN, serde_json::to_value(trace.origin.kind).ok().as_ref().and_then(Value::as_str)),
        text(names::ORIGIN_SOURCE, Some(&trace.origin.source)),
        text(names::ORIGIN_DATE, Some(&trace.origin.date)),
        number(names::EPOCH_MS, Some(trace.epoch_ms)),
    ];
    json!({"resourceSpans": [{
        "resource": {"attributes": present(resource)},
        "scopeSpans": [{"scope": {"name": "shipcheck.gateway", "version": env!("CARGO_PKG_VERSION")}, "spans": spans}],
    }]})
}

fn request_spans(trace: &Trace, index: usize, request: &RecordedRequest) -> Vec<Value> {
    let trace_id = format!("{:016x}{:016x}", trace.epoch_ms as u64, index + 1);
    let span_id = |number: usize| format!("{:08x}{:08x}", index + 1, number);
    let end = request.attempts.iter().filter_map(|attempt| attempt.t_last).fold(request.t_start, f64::max);
    let images = serde_json::to_string(&request.images).ok();
    let root = json!({
        "traceId": trace_id,
        "spanId": span_id(1),
        "name": "route",
        "kind": KIND_INTERNAL,
        "startTimeUnixNano": nanoseconds(trace, request.t_start),
        "endTimeUnixNano": nanoseconds(trace, end),
        "attributes": present([
            text(names::REQUEST_ID, Some(&request.id)),
            whole(names::PROMPT_TOKENS, Some(request.prompt_tokens)),
            whole(names::MAX_OUTPUT_TOKENS, Some(request.max_output_tokens)),
            text(names::IMAGES, images.as_deref()),
        ]),
    });
    let attempts = request.attempts.iter().enumerate().map(|(number, attempt)| {
        let mut span = attempt_span(trace, request, attempt);
        span["traceId"] = json!(trace_id);
        span["spanId"] = json!(span_id(number + 2));
        span["parentSpanId"] = json!(span_id(1));
        span
    });
    std::iter::once(root).chain(attempts).collect()
}

fn attempt_span(trace: &Trace, request: &RecordedRequest, attempt: &Attempt) -> Value {
    let start = attempt.t_start.unwrap_or(request.t_start);
    let end = attempt.t_last.unwrap_or(start);
    // The status line of HTTP comes with a remote answer only.
    let remote = attempt.status.is_some() || attempt.t_headers.is_some();
    let failed = matches!(attempt.outcome, AttemptOutcome::Failed | AttemptOutcome::Incomplete);
    json!({
        "name": format!("chat {}", attempt.requested_model.as_deref().unwrap_or(&attempt.target)),
        "kind": if remote { KIND_CLIENT } else { KIND_INTERNAL },
        "startTimeUnixNano": nanoseconds(trace, start),
        "endTimeUnixNano": nanoseconds(trace, end),
        "status": if failed { json!({"code": STATUS_ERROR}) } else { json!({}) },
        "attributes": attributes(attempt, start),
    })
}

fn attributes(attempt: &Attempt, start: f64) -> Vec<Value> {
    let word = |value: Value| value.as_str().map(str::to_owned);
    let outcome = serde_json::to_value(attempt.outcome).ok().and_then(word);
    let source = serde_json::to_value(attempt.retry_after_source).ok().and_then(word);
    present([
        text(names::OPERATION, Some("chat")),
        text(names::TARGET, Some(&attempt.target)),
        text(names::PROVIDER, attempt.provider.as_deref()),
        text(names::REQUEST_MODEL, attempt.requested_model.as_deref()),
        text(names::RESPONSE_MODEL, attempt.served_model.as_deref()),
        text(names::CREDENTIAL, attempt.credential.as_deref()),
        number(names::HEADERS_MS, attempt.t_headers.map(|time| time - start)),
        // The conventions count seconds here.
        number(names::FIRST_CHUNK, attempt.t_first_content.map(|time| (time - start) / 1e3)),
        whole(names::STATUS, attempt.status.map(u64::from)),
        text(names::ERROR_TYPE, attempt.error_type.as_deref()),
        number(names::RETRY_AFTER_MS, attempt.retry_after_ms),
        text(names::RETRY_AFTER_SOURCE, source.as_deref()),
        whole(names::INPUT_TOKENS, attempt.input_tokens),
        whole(names::OUTPUT_TOKENS, attempt.output_tokens),
        whole(names::REASONING_TOKENS, attempt.reasoning_tokens),
        whole(names::CACHED_TOKENS, attempt.cached_tokens),
        number(names::COST_REPORTED, attempt.cost_reported),
        number(names::COST_ESTIMATED, attempt.cost_estimated),
        whole(names::REQUEST_BYTES, attempt.bytes_sent),
        text(names::OUTCOME, outcome.as_deref()),
    ])
}

/// OTLP/JSON writes 64-bit numbers as text.
fn nanoseconds(trace: &Trace, time_ms: f64) -> String {
    let whole = (trace.epoch_ms + time_ms).floor();
    let part = ((trace.epoch_ms - whole) + time_ms) * 1e6;
    (whole.max(0.0) as u128 * 1_000_000 + part.round().max(0.0) as u128).to_string()
}

fn text(key: &str, value: Option<&str>) -> Option<Value> {
    value.map(|value| json!({"key": key, "value": {"stringValue": value}}))
}

fn whole(key: &str, value: Option<u64>) -> Option<Value> {
    value.map(|value| json!({"key": key, "value": {"intValue": value.to_string()}}))
}

fn number(key: &str, value: Option<f64>) -> Option<Value> {
    value.map(|value| json!({"key": key, "value": {"doubleValue": value}}))
}

fn present<const N: usize>(attributes: [Option<Value>; N]) -> Vec<Value> {
    attributes.into_iter().flatten().collect()
}
