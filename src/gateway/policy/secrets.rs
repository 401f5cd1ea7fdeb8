//! What looks like a key, in texts that must not hold one.

use serde_json::Value;

/// How keys of well-known providers begin.
const BEGINNINGS: [&str; 18] = [
    "sk-",
    "sk_",
    "pk-",
    "rk-",
    "vck_",
    "vcst_",
    "AIza",
    "gsk_",
    "xai-",
    "pplx-",
    "hf_",
    "ghp_",
    "github_pat_",
    "AKIA",
    "r8_",
    "nvapi-",
    "tvly-",
    "ya29.",
];
/// Shorter words are no keys, but may begin like one.
const SHORTEST_KEY: usize = 8;
/// Names of fields and headers that hold keys, in small letters without hyphens and the like.
const NAMES: [&str; 14] = [
    "key",
    "apikey",
    "token",
    "bearer",
    "secret",
    "password",
    "passwd",
    "authorization",
    "proxyauthorization",
    "cookie",
    "credential",
    "credentials",
    "auth",
    "byok",
];
/// The same, at the end of a longer name. `key` alone is not among them: `idempotencyKey` is no secret.
const ENDINGS: [&str; 9] = [
    "apikey",
    "secret",
    "password",
    "accesstoken",
    "authtoken",
    "accesskey",
    "secretkey",
    "privatekey",
    "authorization",
];

/// Whether something in a value looks like a key: by what it is, or by the name of the field that holds it.
pub(super) fn holds_key(value: &Value) -> bool {
    match value {
        Value::String(text) => is_key_like(text),
        Value::Array(items) => items.iter().any(holds_key),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| (is_key_name(name) && holds_text(value)) || holds_key(value))
        }
        _ => false,
    }
}

/// Whether a field or a header of this name holds a key.
pub(super) fn is_key_name(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    NAMES.contains(&plain.as_str()) || ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

/// Whether a text holds a key, or a header with one.
pub(super) fn is_key_like(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let scheme = ["bearer ", "basic "].iter().any(|scheme| small.trim_start().starts_with(scheme));
    let header = small.lines().filter_map(|line| line.split_once(':')).any(|(name, _)| is_key_name(name.trim()));
    // Three parts of base64 that begin with a brace: a JSON web token.
    let is_token = |word: &str| word.starts_with("eyJ") && word.matches('.').count() == 2;
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    let mut words = text.split(|sign| !is_sign(sign)).filter(|word| word.len() >= SHORTEST_KEY);
    let begins = |word: &str| BEGINNINGS.iter().any(|beginning| word.starts_with(beginning));
    scheme || header || small.contains("-----begin ") || words.any(|word| begins(word) || is_token(word))
}

/// Whether there is any text in it: a number called `token` is no key.
fn holds_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => items.iter().any(holds_text),
        Value::Object(fields) => fields.values().any(holds_text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_found_by_name_and_by_look() {
        for options in [
            json!({"byok": {"openai": [{"key": "AIzaSyTEST0000000000000"}]}}),
            json!({"byok": {"bedrock": [{"region": "us-east-1"}]}}),
            json!({"headers": {"Authorization": "whatever"}}),
            json!({"extra_headers": [{"X-Api-Key": "0123"}]}),
            json!({"x-goog-api-key": "0123"}),
            json!({"note": "use Authorization: Bearer abc"}),
            json!({"order": ["Bearer abcdef"]}),
            json!({"list": [[["sk-proj-0123456789"]]]}),
            json!({"any": "eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM"}),
            json!({"clientSecret": "x"}),
        ] {
            assert!(holds_key(&options), "{options}");
        }
    }

    #[test]
    fn what_gateways_are_told_is_no_key() {
        for options in [
            json!({"models": ["google/gemini-2.5-flash", "risk-free/task-list"], "provider": {"sort": "price"}}),
            json!({"order": ["google"], "idempotencyKey": "abc", "quotaEntityId": "team-7", "max_tokens": 5, "token": 3}),
            json!({"fallbacks": ["second choice"], "user": "sk-8", "tags": ["a:b"], "url": "https://a.example/v1"}),
        ] {
            assert!(!holds_key(&options), "{options}");
        }
    }
}
