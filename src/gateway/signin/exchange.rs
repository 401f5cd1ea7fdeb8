//! The code for the key.

use super::{SignInError, Verifier};
use crate::gateway::dialect::{Header, HttpRequest, ProviderFailure, Secret, json};
use crate::gateway::redaction::redact;
use serde_json::{Value, json};

/// The one request that carries the verifier. It needs no key and must follow no redirect.
pub fn exchange_request(code: &Secret, verifier: &Verifier) -> HttpRequest {
    HttpRequest {
        url: "https://openrouter.ai/api/v1/auth/keys".to_owned(),
        headers: vec![Header::new("content-type", "application/json")],
        body: json!({
            "code": code.reveal(),
            "code_verifier": verifier.reveal(),
            "code_challenge_method": "S256",
        }),
    }
}

/// Reads the answer.
///
/// # Errors
///
/// With what OpenRouter says, freed of anything that looks like a key.
pub fn read_exchange(status: u16, body: &str) -> Result<Secret, SignInError> {
    let answer: Value = serde_json::from_str(body).unwrap_or_default();
    if !(200..300).contains(&status) {
        let words = ProviderFailure::read(&answer).map_or_else(|| "no reason given".to_owned(), |found| found.message);
        let words = redact(&words, None);
        return Err(match status {
            // A wrong verifier, or a code that is used up or too old.
            400 | 403 => SignInError::Stale { words },
            status => SignInError::Refused { status, words },
        });
    }
    json::owned(&answer, "/key").map(Secret::new).ok_or(SignInError::NoKey)
}
