use super::*;
use crate::gateway::dialect::Secret;

/// RFC 7636, appendix B.
const RANDOM: [u8; 32] = [
    116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240,
    91, 88, 5, 88, 83, 132, 141, 121,
];

#[test]
fn the_challenge_is_that_of_the_standard() {
    let verifier = Verifier::new(&RANDOM);
    assert_eq!(verifier.reveal(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert!(!format!("{verifier:?}").contains("dBjft"));
    assert_eq!(Verifier::restore(verifier.reveal()), Ok(verifier));
    for damaged in
        ["", "dBjf", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX!", "dBjftJeZ4CVP+mB92K27uhbUJU1p1r_wW1gFWFOEjXk"]
    {
        assert_eq!(Verifier::restore(damaged), Err(SignInError::BadVerifier), "{damaged}");
    }
}

#[test]
fn the_sign_in_page_hears_the_hash_and_not_the_word() {
    let verifier = Verifier::new(&RANDOM);
    let url = authorise_url("https://me.github.io/ship check/?a=1#b", &verifier);
    assert!(matches!(url, Err(SignInError::NoWayBack { .. })), "a space is no address: {url:?}");
    let url = authorise_url("https://me.github.io/shipcheck/?a=1#b", &verifier).unwrap();
    assert_eq!(
        url,
        "https://openrouter.ai/auth?callback_url=https%3A%2F%2Fme.github.io%2Fshipcheck%2F\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
    assert!(!url.contains(verifier.reveal()));
    assert!(authorise_url("http://127.0.0.1:8080/", &verifier).is_ok());
    for callback in ["http://example.org/", "file:///home/me/index.html", "about:blank", ""] {
        assert!(authorise_url(callback, &verifier).is_err(), "{callback}");
    }
}

#[test]
fn coming_back_is_told_from_just_coming() {
    assert_eq!(read_callback("?code=a%2Bb+c&x=1"), Ok(Some(Secret::new("a+b c"))));
    assert_eq!(read_callback("policy=1"), Ok(None));
    assert_eq!(read_callback("?code="), Ok(None));
    let denied = read_callback("error=access_denied&error_description=The+user+said+no&code=1");
    assert_eq!(denied, Err(SignInError::Denied { words: "The user said no".into() }));
}

#[test]
fn a_code_becomes_a_key_or_a_reason() {
    let request = exchange_request(&Secret::new("c0de"), &Verifier::new(&RANDOM));
    assert_eq!(request.body["code_verifier"], "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(request.headers.len(), 1, "every further header can fail the preflight");
    assert_eq!(read_exchange(200, r#"{"key": "sk-or-v1-1", "user_id": "u"}"#), Ok(Secret::new("sk-or-v1-1")));
    assert_eq!(read_exchange(200, r#"{"user_id": "u"}"#), Err(SignInError::NoKey));
    assert_eq!(read_exchange(200, "<html>"), Err(SignInError::NoKey));
    let stale = read_exchange(403, r#"{"error": {"message": "Invalid code or code_verifier sk-or-v1-0123456789"}}"#);
    assert_eq!(stale, Err(SignInError::Stale { words: "Invalid code or code_verifier [key removed]".into() }));
    let refused = read_exchange(502, "<html>bad gateway</html>");
    assert_eq!(refused, Err(SignInError::Refused { status: 502, words: "no reason given".into() }));
}
