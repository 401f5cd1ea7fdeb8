//! What the words of an error mean, where its status leaves that open.

use super::FailureClass;

/// A meaning and the words for it. The first that fits counts.
type Meanings = [(FailureClass, &'static [&'static str])];

/// Words that are finer than a status, in lower case; providers write them as types, as codes and in sentences.
const FINER: &Meanings = &[
    (
        FailureClass::DailyQuota,
        &[
            "free-models-per-day",
            "perday",
            "per day",
            "per_day",
            "daily limit",
            "daily_limit",
            "daily quota",
            "daily request",
        ],
    ),
    (
        FailureClass::SpendLimit,
        &[
            "insufficient_quota",
            "billing_hard_limit",
            "spend limit",
            "spend_limit",
            "spending limit",
            "spending_limit",
            "budget_exceeded",
            "budget has been exceeded",
            "exceeded budget",
            "specified api usage limit",
        ],
    ),
    (
        FailureClass::Payment,
        &[
            "credit balance",
            "insufficient credit",
            "insufficient_credit",
            "insufficient balance",
            "insufficient_balance",
            "insufficient account balance",
            "insufficient funds",
            "insufficient_user_quota",
            "balance is not enough",
            "balance not enough",
            "out of credit",
            "no credits",
            "enough credits",
            "more credits",
            "available credits",
            "exceeded_current_quota",
            "payment required",
            "payment_required",
            "payment method",
            "billing_error",
            "billing_not_active",
            "account is not active",
            "arrear",
            "overdue",
            "in good standing",
            "余额不足",
            "欠费",
        ],
    ),
    (
        FailureClass::ContentFilter,
        &[
            "content_filter",
            "content-filter",
            "content_policy",
            "content policy",
            "content management policy",
            "moderation",
            "data_inspection",
            "datainspection",
            "responsibleaipolicy",
        ],
    ),
    (
        FailureClass::Authentication,
        &[
            "api_key_invalid",
            "invalid_api_key",
            "invalidapikey",
            "invalid api key",
            "api key not valid",
            "incorrect api key",
            "invalid x-api-key",
            "authentication_error",
            "unauthenticated",
            "no auth credentials",
        ],
    ),
];

/// Words that stand for a status where nobody says one.
const PLAIN: &Meanings = &[
    (FailureClass::Timeout, &["timeout", "timed out", "time out", "deadline exceeded"]),
    (FailureClass::RateLimited, &["rate limit", "rate_limit", "ratelimit", "too many requests", "throttl", "retry in"]),
    (FailureClass::Unavailable, &["overloaded", "unavailable", "bad gateway", "upstream", "internal"]),
    (FailureClass::Authentication, &["unauthorized", "unauthorised", "api key"]),
    (FailureClass::Forbidden, &["forbidden", "permission denied", "access denied"]),
    (
        FailureClass::BadRequest,
        &["bad request", "not found", "does not exist", "too large", "too long", "unsupported", "invalid"],
    ),
];

/// What words mean beside a status that several kinds of trouble share.
pub fn finer(words: &str) -> Option<FailureClass> {
    meaning(FINER, words)
}

/// What words mean where there is no status at all.
pub fn plain(words: &str) -> FailureClass {
    meaning(PLAIN, words).unwrap_or(FailureClass::Unavailable)
}

fn meaning(meanings: &Meanings, words: &str) -> Option<FailureClass> {
    meanings.iter().find(|(_, signs)| signs.iter().any(|sign| words.contains(sign))).map(|(class, _)| *class)
}

/// The status that a provider sends together with an error type or code; mid-stream only the word is left.
pub fn status_of_word(word: &str) -> Option<u16> {
    Some(match word {
        "invalid_request_error"
        | "INVALID_ARGUMENT"
        | "FAILED_PRECONDITION"
        | "bad_request"
        | "context_length_exceeded" => 400,
        "authentication_error" | "invalid_api_key" | "UNAUTHENTICATED" | "unauthorized" => 401,
        "billing_error" | "insufficient_credits" | "payment_required" => 402,
        "permission_error" | "forbidden" | "PERMISSION_DENIED" => 403,
        "not_found_error" | "model_not_found" | "not_found" | "NOT_FOUND" => 404,
        "request_too_large" => 413,
        "rate_limit_error"
        | "rate_limit_exceeded"
        | "rate_limited"
        | "too_many_requests"
        | "insufficient_quota"
        | "service_tier_capacity_exceeded"
        | "ThrottlingException"
        | "RESOURCE_EXHAUSTED" => 429,
        "api_error" | "server_error" | "internal_server_error" | "internal_error" | "INTERNAL" => 500,
        "UNAVAILABLE" | "service_unavailable" => 503,
        "timeout_error" | "timeout" | "DEADLINE_EXCEEDED" => 504,
        "overloaded_error" | "overloaded" => 529,
        _ => return None,
    })
}

/// The status with which some servers begin a sentence: `429 Too Many Requests`, `Error code: 503 - …`.
pub fn status_of_sentence(words: &str) -> Option<u16> {
    let after = |beginning: &str| words.split_once(beginning).map(|(_, rest)| rest);
    let places = [Some(words), after("error code: "), after("status code "), after("status code: "), after("http ")];
    places.into_iter().flatten().find_map(|place| {
        let number = place.get(..3)?;
        let alone = place[3..].chars().next().is_none_or(|next| !next.is_ascii_alphanumeric());
        number.parse().ok().filter(|status| alone && (400..600).contains(status))
    })
}
