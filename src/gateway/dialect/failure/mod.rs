//! Errors as providers word them, sorted by what a router should do about them.

mod class;
mod meaning;
mod shape;

pub use class::FailureClass;
pub(in crate::gateway) use shape::clip;

use super::{json, retry_after};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// What the words alone mean; a status decides before them.
    #[serde(skip)]
    pub(super) words_mean: Option<FailureClass>,
}

impl ProviderFailure {
    /// An error of our own about the response.
    pub fn of_stream(message: impl Into<String>) -> Self {
        Self::of_class(FailureClass::BrokenStream, message)
    }

    /// An error of which only the kind is known.
    pub fn of_class(class: FailureClass, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            error_type: None,
            code: None,
            status: None,
            class,
            retry_after_ms: None,
            words_mean: None,
        }
    }

    /// An error that is a text and no JSON.
    pub fn of_words(words: &str) -> Self {
        Self::new(shape::clip(words.trim(), LONGEST_PLAIN), &[])
    }

    /// Reads the error in a message, if it is one, in any of the shapes known: `error` or `errors` as an object, a
    /// text or a list, also one inside the other or in an envelope; `{type: "error"}`, `{object: "error"}`; `detail`,
    /// `message` and their kin without an answer beside them. An empty `error` is none.
    pub fn read(message: &Value) -> Option<Self> {
        let layers = shape::layers(message);
        (!layers.is_empty()).then(|| Self::of_layers(&layers))
    }

    /// Reads what a server calls an error by the name of its event, whatever its shape.
    pub fn read_named(message: &Value) -> Self {
        Self::read(message).unwrap_or_else(|| {
            let words = shape::words(message).unwrap_or_else(|| shape::clip(&message.to_string(), LONGEST_PLAIN));
            Self::new(words, &[message])
        })
    }

    /// The class under the status of the response, which decides before a body's word.
    pub fn class_under(&self, status: u16) -> FailureClass {
        if status < 400 { self.class } else { FailureClass::under(status, self.words_mean) }
    }

    fn of_layers(layers: &[&Value]) -> Self {
        let words = layers.last().and_then(|message| shape::words(message));
        let failure = Self::new(words.unwrap_or_default(), layers);
        if failure.message.is_empty() {
            let name = failure.code.as_deref().or(failure.error_type.as_deref());
            let name = name.map_or(String::new(), |name| format!(": {name}"));
            return Self { message: format!("The provider reports an error without a message{name}."), ..failure };
        }
        failure
    }

    /// `layers`: where types, codes and statuses may stand, the most telling first.
    fn new(message: String, layers: &[&Value]) -> Self {
        let find = |read: &dyn Fn(&Value) -> Option<String>| {
            layers.iter().find_map(|layer| read(layer).filter(|word| word != "error"))
        };
        let error_type = find(&|layer| {
            ["/type", "/status", "/metadata/error_type", "/error_type", "/__type"]
                .iter()
                .find_map(|at| json::owned(layer, at))
        });
        let code = find(&|layer| {
            ["/code", "/status", "/error_code", "/errorCode"].iter().find_map(|at| json::word(layer, at))
        });
        let said = [error_type.as_deref().unwrap_or_default(), code.as_deref().unwrap_or_default(), &message].join(" ");
        let said = said.to_lowercase();
        let status = status(layers, error_type.as_deref(), code.as_deref(), &message.to_lowercase());
        let words_mean = of_details(layers).or_else(|| meaning::finer(&said));
        let class = match status {
            Some(status) => FailureClass::under(status, words_mean),
            None => words_mean.unwrap_or_else(|| meaning::plain(&said)),
        };
        let retry_after_ms = retry_after::body_ms(layers, &message);
        Self { message, error_type, code, status, class, retry_after_ms, words_mean }
    }
}

/// Letters of a plain text that are kept as words of an error.
const LONGEST_PLAIN: usize = 2000;

fn status(layers: &[&Value], error_type: Option<&str>, code: Option<&str>, words: &str) -> Option<u16> {
    let places = [
        "/code",
        "/status",
        "/status_code",
        "/statusCode",
        "/http_status",
        "/httpStatus",
        "/http_code",
        "/http_status_code",
        "/error",
    ];
    let numbers = layers.iter().flat_map(|layer| places.iter().filter_map(|place| json::number(layer, place)));
    let number = numbers.into_iter().find(|status| (400.0..600.0).contains(status)).map(|status| status as u16);
    // A code is finer than a type: OpenAI calls a wrong key an `invalid_request_error`.
    let word = || [code, error_type].into_iter().flatten().find_map(meaning::status_of_word);
    number.or_else(word).or_else(|| status_of_detail(layers, words)).or_else(|| meaning::status_of_sentence(words))
}

/// Bodies without any code: FastAPI's list of what is wrong with the request, or a single word.
fn status_of_detail(layers: &[&Value], words: &str) -> Option<u16> {
    if layers.iter().any(|layer| layer.get("detail").is_some_and(Value::is_array)) {
        return Some(422);
    }
    (words == "unauthorized").then_some(401)
}

/// Google says in `details` what its status words leave open.
fn of_details(layers: &[&Value]) -> Option<FailureClass> {
    let mut details = layers.iter().flat_map(|layer| json::elements(layer, "/details"));
    details.find_map(|detail| {
        if json::text(detail, "/reason") == Some("API_KEY_INVALID") {
            return Some(FailureClass::Authentication);
        }
        let mut violations = json::elements(detail, "/violations").iter();
        let daily = |violation: &Value| json::text(violation, "/quotaId").is_some_and(|id| id.contains("PerDay"));
        violations.any(daily).then_some(FailureClass::DailyQuota)
    })
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
    fn nested_listed_and_enveloped_errors_keep_their_words() {
        for (message, words) in [
            (json!({"error": {"error": {"message": "deep", "code": 503}}}), "deep"),
            (json!({"error": [{"code": 2009, "message": "listed"}]}), "listed"),
            (json!({"success": false, "errors": [{"code": 7003, "message": "plural"}]}), "plural"),
            (json!({"errors": ["a text"]}), "a text"),
            (json!({"detail": {"error": {"message": "enveloped"}}}), "enveloped"),
            (json!({"detail": "plain"}), "plain"),
            (json!({"detail": [{"loc": ["body", "model"], "msg": "required"}]}), "body.model: required"),
            (json!({"error": true, "message": "beside"}), "beside"),
            (json!({"error": "{\"message\": \"as text\"}"}), "as text"),
            (
                json!({"error": {"message": "Provider returned error", "metadata": {"raw": "{\"error\":{\"message\":\"raw\"}}"}}}),
                "raw",
            ),
            (json!({"msg": "short", "code": "500"}), "short"),
            (json!({"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}), "insufficient balance"),
            (json!({"title": "Busy", "status": 503, "detail": "problem"}), "problem"),
        ] {
            let failure = ProviderFailure::read(&message);
            assert!(failure.as_ref().is_some_and(|failure| failure.message.contains(words)), "{message}: {failure:?}");
        }
        let page = json!({"error": {"message": "x".repeat(100_000)}});
        assert!(read(page).2.len() < 2100, "a page is cut");
    }

    #[test]
    fn an_empty_error_is_none() {
        for empty in [
            json!({}),
            json!(null),
            json!(""),
            json!(false),
            json!([]),
            json!({"message": "", "code": null, "type": ""}),
        ] {
            let message = json!({"error": empty, "choices": []});
            assert_eq!(ProviderFailure::read(&message), None, "{message}");
        }
        assert!(ProviderFailure::read(&json!({"error": {"code": 500, "message": ""}})).is_some());
    }

    #[test]
    fn the_status_of_the_response_decides_before_a_word() {
        use FailureClass::{
            Authentication, BadRequest, Forbidden, Payment, RateLimited, SpendLimit, Timeout, Unavailable,
        };
        for (status, word, class) in [
            (401, "invalid_request_error", Authentication),
            (402, "rate_limit_error", Payment),
            (403, "insufficient_quota", Forbidden),
            (404, "api_error", BadRequest),
            (408, "invalid_request_error", Timeout),
            (409, "invalid_request_error", RateLimited),
            (413, "overloaded_error", BadRequest),
            (422, "authentication", BadRequest),
            (429, "invalid_request_error", RateLimited),
            (429, "insufficient_quota", SpendLimit),
            (429, "billing_not_active", Payment),
            (400, "Your credit balance is too low to access the API.", Payment),
            (400, "budget_exceeded", SpendLimit),
            (500, "insufficient_quota", Unavailable),
            (503, "invalid_api_key", Unavailable),
            (504, "invalid_request_error", Timeout),
            (529, "authentication_error", Unavailable),
        ] {
            let failure = ProviderFailure::read(&json!({"error": {"type": word, "message": word}}));
            assert_eq!(failure.map(|failure| failure.class_under(status)), Some(class), "{status} {word}");
        }
        let openai = json!({"error": {"message": "Incorrect API key provided: sk-x.", "type": "invalid_request_error", "code": "invalid_api_key"}});
        assert_eq!(read(openai).0, Authentication);
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
