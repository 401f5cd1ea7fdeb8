//! To OpenRouter's sign-in page and back.

use super::{SignInError, Verifier};
use crate::gateway::address::{Address, Distance};
use crate::gateway::dialect::Secret;
use form_urlencoded::{Serializer, parse};

const SIGN_IN_PAGE: &str = "https://openrouter.ai/auth";

/// The address to open. `callback` is where the visitor comes back to: this page, without query and fragment.
///
/// # Errors
///
/// If OpenRouter refuses such a callback: it wants https, except on this machine.
pub fn authorise_url(callback: &str, verifier: &Verifier) -> Result<String, SignInError> {
    let no_way_back = || SignInError::NoWayBack { origin: callback.to_owned() };
    let address = Address::read(callback).map_err(|_| no_way_back())?;
    if !address.is_https && address.distance() != Distance::Loopback {
        return Err(no_way_back());
    }
    let callback = callback.split(['?', '#']).next().unwrap_or(callback);
    let query = Serializer::new(String::new())
        .append_pair("callback_url", callback)
        .append_pair("code_challenge", &verifier.challenge())
        .append_pair("code_challenge_method", "S256")
        .finish();
    Ok(format!("{SIGN_IN_PAGE}?{query}"))
}

/// Reads the query (without `?`) of the address the visitor comes back with. `None` if it is no return at all.
///
/// Whoever follows a foreign link with a foreign `code` in it gets nowhere: the verifier of this tab does not fit.
///
/// # Errors
///
/// If the visitor said no, with the page's words.
pub fn read_callback(query: &str) -> Result<Option<Secret>, SignInError> {
    let (mut code, mut refusal) = (None, None);
    for (name, value) in parse(query.trim_start_matches('?').as_bytes()).filter(|(_, value)| !value.is_empty()) {
        match name.as_ref() {
            "code" => code = Some(Secret::new(value)),
            "error_description" => refusal = Some(value.into_owned()),
            "error" if refusal.is_none() => refusal = Some(value.into_owned()),
            _ => {}
        }
    }
    match refusal {
        Some(words) => Err(SignInError::Denied { words }),
        None => Ok(code),
    }
}
