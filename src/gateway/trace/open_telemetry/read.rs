//! Spans become a trace.

use super::names;
use crate::gateway::policy::check_size;
use crate::gateway::trace::check::{DOCUMENT, MOST_TRACE_BYTES};
use crate::gateway::trace::{Attempt, Origin, OriginKind, RecordedRequest, Trace};
use crate::gateway::{GatewayError, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// Reads a trace that [`super::to_otlp`] wrote, or the GenAI spans of another program as far as they go.
///
/// A span with a GenAI operation is an attempt; the spans of one trace id are one request.
///
/// # Errors
///
/// If it is not JSON, too large, or holds impossible numbers.
pub fn from_otlp(text: &str) -> Result<Trace> {
    check_size(DOCUMENT, text, MOST_TRACE_BYTES)?;
    let export: Value = serde_json::from_str(text).map_err(|error| GatewayError::Document {
        document: DOCUMENT,
        path: "the top".to_owned(),
        reason: error.to_string(),
    })?;
    let resource = attributes(&export["resourceSpans"][0]["resource"]);
    let spans: Vec<&Value> = elements(&export, "resourceSpans")
        .flat_map(|resource| elements(resource, "scopeSpans"))
        .flat_map(|scope| elements(scope, "spans"))
        .collect();
    let epoch_ns = match number(&resource, names::EPOCH_MS) {
        // Part by part: a product would not be whole any more.
        Some(epoch_ms) => {
            let whole = (epoch_ms.floor() as i128).saturating_mul(1_000_000);
            whole.saturating_add(((epoch_ms - epoch_ms.floor()) * 1e6).round() as i128)
        }
        None => spans.iter().map(|span| nanoseconds(span, "startTimeUnixNano")).min().unwrap_or(0),
    };
    let mut requests: Vec<RecordedRequest> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for span in spans {
        let id = span["traceId"].as_str().unwrap_or_default();
        let at = *places.entry(id).or_insert_with(|| {
            requests.push(RecordedRequest { t_start: time(span, "startTimeUnixNano", epoch_ns), ..Default::default() });
            requests.len() - 1
        });
        read_span(span, epoch_ns, &mut requests[at]);
    }
    let source = string(&resource, names::ORIGIN_SOURCE).unwrap_or_else(|| "an OTLP file".to_owned());
    let kind = string(&resource, names::ORIGIN).and_then(word).unwrap_or(OriginKind::Recorded);
    let date = string(&resource, names::ORIGIN_DATE).unwrap_or_default();
    let trace = Trace { version: 1, origin: Origin { kind, source, date }, epoch_ms: epoch_ns as f64 / 1e6, requests };
    trace.check()?;
    Ok(trace)
}

fn read_span(span: &Value, epoch_ns: i128, request: &mut RecordedRequest) {
    let found = attributes(span);
    let start = time(span, "startTimeUnixNano", epoch_ns);
    if !found.contains_key(names::OPERATION) {
        request.t_start = start;
        request.id = string(&found, names::REQUEST_ID).unwrap_or_default();
        request.prompt_tokens = whole(&found, names::PROMPT_TOKENS).unwrap_or(0);
        request.max_output_tokens = whole(&found, names::MAX_OUTPUT_TOKENS).unwrap_or(0);
        let images = string(&found, names::IMAGES).unwrap_or_default();
        request.images = serde_json::from_str(&images).unwrap_or_default();
        return;
    }
    request.attempts.push(Attempt {
        target: string(&found, names::TARGET).unwrap_or_default(),
        provider: string(&found, names::PROVIDER),
        requested_model: string(&found, names::REQUEST_MODEL),
        served_model: string(&found, names::RESPONSE_MODEL),
        credential: string(&found, names::CREDENTIAL),
        t_start: Some(start),
        t_headers: number(&found, names::HEADERS_MS).map(|wait| start + wait),
        t_first_content: number(&found, names::FIRST_CHUNK).map(|wait| start + wait * 1e3),
        t_last: Some(time(span, "endTimeUnixNano", epoch_ns)),
        status: whole(&found, names::STATUS).and_then(|status| status.try_into().ok()),
        error_type: string(&found, names::ERROR_TYPE),
        error_message: None,
        retry_after_ms: number(&found, names::RETRY_AFTER_MS),
        retry_after_source: string(&found, names::RETRY_AFTER_SOURCE).and_then(word).unwrap_or_default(),
        input_tokens: whole(&found, names::INPUT_TOKENS),
        output_tokens: whole(&found, names::OUTPUT_TOKENS),
        reasoning_tokens: whole(&found, names::REASONING_TOKENS),
        cached_tokens: whole(&found, names::CACHED_TOKENS),
        cost_reported: number(&found, names::COST_REPORTED),
        cost_estimated: number(&found, names::COST_ESTIMATED),
        bytes_sent: whole(&found, names::REQUEST_BYTES),
        outcome: string(&found, names::OUTCOME).and_then(word).unwrap_or_default(),
    });
}

fn elements<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn attributes(owner: &Value) -> HashMap<&str, &Value> {
    elements(owner, "attributes").filter_map(|pair| Some((pair["key"].as_str()?, &pair["value"]))).collect()
}

fn string(attributes: &HashMap<&str, &Value>, key: &str) -> Option<String> {
    attributes.get(key)?["stringValue"].as_str().map(str::to_owned)
}

fn whole(attributes: &HashMap<&str, &Value>, key: &str) -> Option<u64> {
    let value = &attributes.get(key)?["intValue"];
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn number(attributes: &HashMap<&str, &Value>, key: &str) -> Option<f64> {
    let value = attributes.get(key)?;
    value["doubleValue"].as_f64().or_else(|| whole(attributes, key).map(|whole| whole as f64))
}

/// An enum's value from its word.
fn word<T: DeserializeOwned>(word: String) -> Option<T> {
    serde_json::from_value(Value::String(word)).ok()
}

fn nanoseconds(span: &Value, key: &str) -> i128 {
    let value = &span[key];
    let text = value.as_str().and_then(|text| text.parse::<u64>().ok());
    i128::from(text.or_else(|| value.as_u64()).unwrap_or(0))
}

fn time(span: &Value, key: &str, epoch_ns: i128) -> f64 {
    nanoseconds(span, key).saturating_sub(epoch_ns) as f64 / 1e6
}
