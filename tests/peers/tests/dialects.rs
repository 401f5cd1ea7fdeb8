//! Answers in the shapes of several providers, written by aimock, through the readers of the room.

use peer_tests::{Peers, post};
use serde_json::json;
use shipcheck::gateway::dialect::{ChatRequest, Dialect, Endpoint, FinishReason, Image};

/// One transparent pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Each dialect and where aimock speaks it.
const DIALECTS: [(Dialect, &str); 7] = [
    (Dialect::OpenAi, "/v1"),
    (Dialect::Vercel, "/v1"),
    (Dialect::LiteLlm, "/v1"),
    (Dialect::Mistral, "/v1"),
    (Dialect::OpenRouter, "/api/v1"),
    (Dialect::Anthropic, "/v1"),
    (Dialect::Gemini, "/v1beta"),
];

fn endpoint(path: &str) -> Endpoint {
    Endpoint { base_url: format!("{}{path}", Peers::shared().open), key: None, wants_attempts: false }
}

fn question(model: &str, stream: bool) -> ChatRequest {
    ChatRequest {
        model: model.into(),
        system: Some("Answer briefly.".into()),
        prompt: "What is this?".into(),
        images: vec![Image { media_type: "image/png".into(), base64: PIXEL.into() }],
        max_output_tokens: 100,
        stream,
        ..ChatRequest::default()
    }
}

#[test]
fn every_dialect_is_read_whole_streamed_and_not() {
    for (dialect, path) in DIALECTS {
        for stream in [true, false] {
            let (status, reply) = post(dialect, &dialect.request(&endpoint(path), &question("open-eyes", stream)), &[]);
            assert_eq!((status, reply.text.as_str()), (200, Peers::shared().answer.as_str()), "{dialect} {stream}");
            assert_eq!(reply.finish_reason, Some(FinishReason::Stop), "{dialect} {stream}");
            let counts = (reply.usage.input_tokens, reply.usage.output_tokens);
            // Mistral counts without being asked, so it is not asked; aimock, speaking as OpenAI, wants to be.
            let expected = if dialect == Dialect::Mistral && stream { (None, None) } else { (Some(12), Some(60)) };
            assert_eq!(counts, expected, "{dialect} {stream}");
            assert!(reply.is_whole() && reply.errors.is_empty(), "{dialect} {stream}: {:?}", reply.errors);
        }
    }
}

#[test]
fn the_served_model_and_the_cost_are_found() {
    let request = Dialect::OpenAi.request(&endpoint("/v1"), &question("other-eyes", true));
    assert_eq!(post(Dialect::OpenAi, &request, &[]).1.served_model.as_deref(), Some("other-eyes-2026-01"));
    let request = Dialect::OpenRouter.request(&endpoint("/api/v1"), &question("priced", true));
    let (_, reply) = post(Dialect::OpenRouter, &request, &[]);
    assert_eq!((reply.cost_reported_usd, reply.provider.as_deref()), (Some(0.00042), Some("Example")));
}

#[test]
fn openrouter_falls_back_behind_its_own_door() {
    let options = json!({"models": ["down", "other-eyes"]});
    let chat = ChatRequest { gateway_options: Some(options), ..question("down", true) };
    let (status, reply) = post(Dialect::OpenRouter, &Dialect::OpenRouter.request(&endpoint("/api/v1"), &chat), &[]);
    assert_eq!((status, reply.text.as_str()), (200, Peers::shared().answer.as_str()));
    assert_ne!(reply.served_model.as_deref(), Some("down"));
}

#[test]
fn thinking_is_kept_apart_from_the_answer() {
    for (dialect, path) in DIALECTS {
        let (_, reply) = post(dialect, &dialect.request(&endpoint(path), &question("thinking", true)), &[]);
        assert_eq!(reply.text, Peers::shared().answer, "{dialect}");
        assert_eq!(reply.reasoning, "First I look at the picture.", "{dialect}");
    }
}

#[test]
fn errors_are_sorted_in_every_dialect() {
    use shipcheck::gateway::dialect::FailureClass::{BadRequest, Payment, RateLimited, Unavailable};
    let cases = [
        ("down", 503, Unavailable),
        ("no-credit", 402, Payment),
        ("no-pictures", 400, BadRequest),
        ("limited", 429, RateLimited),
    ];
    for (dialect, path) in DIALECTS {
        for (model, expected, class) in cases {
            let (status, reply) = post(dialect, &dialect.request(&endpoint(path), &question(model, true)), &[]);
            assert_eq!(status, expected, "{dialect} {model}");
            let failure = shipcheck::gateway::router::AttemptFailure::of_provider(&reply.errors[0], Some(status), None);
            assert_eq!(failure.class, class, "{dialect} {model}: {:?}", reply.errors);
        }
    }
}
