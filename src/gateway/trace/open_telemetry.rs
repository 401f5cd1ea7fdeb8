//! Traces as OTLP JSON, with the names of OpenTelemetry's GenAI conventions, and back.
//!
//! A request is a root span, an attempt a CLIENT span below it, or an INTERNAL one for the model in the tab. What the
//! conventions have no name for is called `shipcheck.*`. Written by hand: the official crates pull in a runtime.

mod read;
mod write;

pub use read::from_otlp;
pub use write::to_otlp;

/// Attribute names that both directions need.
mod names {
    pub const OPERATION: &str = "gen_ai.operation.name";
    pub const PROVIDER: &str = "gen_ai.provider.name";
    pub const REQUEST_MODEL: &str = "gen_ai.request.model";
    pub const RESPONSE_MODEL: &str = "gen_ai.response.model";
    pub const FIRST_CHUNK: &str = "gen_ai.response.time_to_first_chunk";
    pub const INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
    pub const OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
    pub const REASONING_TOKENS: &str = "gen_ai.usage.reasoning.output_tokens";
    pub const CACHED_TOKENS: &str = "gen_ai.usage.cache_read.input_tokens";
    pub const ERROR_TYPE: &str = "error.type";
    pub const STATUS: &str = "http.response.status_code";
    pub const REQUEST_BYTES: &str = "http.request.body.size";
    pub const TARGET: &str = "shipcheck.target";
    pub const CREDENTIAL: &str = "shipcheck.credential";
    pub const HEADERS_MS: &str = "shipcheck.headers_ms";
    pub const RETRY_AFTER_MS: &str = "shipcheck.retry_after_ms";
    pub const RETRY_AFTER_SOURCE: &str = "shipcheck.retry_after_source";
    pub const COST_REPORTED: &str = "shipcheck.cost_reported_usd";
    pub const COST_ESTIMATED: &str = "shipcheck.cost_estimated_usd";
    pub const OUTCOME: &str = "shipcheck.outcome";
    pub const REQUEST_ID: &str = "shipcheck.request.id";
    pub const PROMPT_TOKENS: &str = "shipcheck.request.prompt_tokens";
    pub const MAX_OUTPUT_TOKENS: &str = "gen_ai.request.max_tokens";
    pub const IMAGES: &str = "shipcheck.request.images";
    pub const ORIGIN: &str = "shipcheck.origin.kind";
    pub const ORIGIN_SOURCE: &str = "shipcheck.origin.source";
    pub const ORIGIN_DATE: &str = "shipcheck.origin.date";
    pub const EPOCH_MS: &str = "shipcheck.epoch_ms";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::cost::ImageSize;
    use crate::gateway::trace::{
        Attempt, AttemptOutcome, Origin, OriginKind, RecordedRequest, RetryAfterSource, Trace,
    };

    fn trace() -> Trace {
        let failed = Attempt {
            target: "a".into(),
            t_start: Some(5.0),
            t_headers: Some(25.5),
            t_last: Some(26.0),
            status: Some(429),
            error_type: Some("rate_limited".into()),
            error_message: Some("slow down".into()),
            retry_after_ms: Some(1000.0),
            retry_after_source: RetryAfterSource::Header,
            outcome: AttemptOutcome::Failed,
            ..Attempt::default()
        };
        let answered = Attempt {
            target: "b".into(),
            provider: Some("openrouter".into()),
            requested_model: Some("google/gemini-2.5-flash".into()),
            served_model: Some("google/gemini-2.5-flash".into()),
            t_start: Some(1030.0),
            t_headers: Some(1100.0),
            t_first_content: Some(1400.0),
            t_last: Some(2000.0),
            status: Some(200),
            input_tokens: Some(300),
            output_tokens: Some(40),
            cost_reported: Some(0.00019),
            bytes_sent: Some(120_000),
            outcome: AttemptOutcome::Answered,
            ..Attempt::default()
        };
        Trace {
            version: 1,
            origin: Origin { kind: OriginKind::MadeUp, source: "a test".into(), date: "2026-11-23".into() },
            epoch_ms: 1_795_000_000_000.0,
            requests: vec![RecordedRequest {
                id: "one".into(),
                t_start: 0.0,
                prompt_tokens: 20,
                images: vec![ImageSize { width: 640, height: 480 }],
                max_output_tokens: 200,
                attempts: vec![failed, answered],
            }],
        }
    }

    #[test]
    fn there_and_back() {
        let found = from_otlp(&to_otlp(&trace()).to_string()).unwrap();
        let expected = trace();
        // Spans end, and messages of errors stay at home: providers quote keys in them.
        assert_eq!(found.origin, expected.origin);
        let mut request = expected.requests[0].clone();
        request.attempts[0].error_message = None;
        assert_eq!(found.requests, [request]);
    }

    #[test]
    fn the_conventions_are_kept() {
        let spans = to_otlp(&trace());
        let spans = spans["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
        assert_eq!(spans.len(), 3);
        assert_eq!(spans[2]["name"], "chat google/gemini-2.5-flash");
        assert_eq!(spans[2]["kind"], 3);
        assert_eq!(spans[2]["parentSpanId"], spans[0]["spanId"]);
        assert_eq!(spans[0]["traceId"].as_str().unwrap().len(), 32);
        assert_eq!(spans[1]["status"]["code"], 2);
    }
}
