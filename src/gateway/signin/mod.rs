//! Signing in to OpenRouter instead of pasting a key: OAuth's proof key for code exchange (PKCE, RFC 7636).
//!
//! A page has no secret of its own, so it makes one up: the [`Verifier`]. Its hash goes along to the sign-in page; the
//! code that comes back is worth nothing without the verifier. The driver keeps the verifier for the tab, opens
//! [`authorise_url`], reads the address it comes back to with [`read_callback`], sends [`exchange_request`] and reads
//! the key with [`read_exchange`].

mod callback;
mod exchange;
mod verifier;

pub use callback::{authorise_url, read_callback};
pub use exchange::{exchange_request, read_exchange};
pub use verifier::Verifier;

/// What can go wrong on the way to a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    #[error("OpenRouter can't come back to {origin}.")]
    NoWayBack { origin: String },
    #[error("OpenRouter did not let this page in: {words}")]
    Denied { words: String },
    #[error("OpenRouter no longer knows this sign-in, or it began in another tab: {words}")]
    Stale { words: String },
    #[error("OpenRouter answered with status {status}: {words}")]
    Refused { status: u16, words: String },
    #[error("OpenRouter's answer holds no key.")]
    NoKey,
    #[error("The sign-in that was kept for this tab is damaged.")]
    BadVerifier,
}

impl SignInError {
    /// What the visitor can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            SignInError::NoWayBack { .. } => "Open this page over https, or on localhost; or paste a key.",
            SignInError::Denied { .. } => "Sign in again if that was not meant, or paste a key.",
            SignInError::Stale { .. } | SignInError::BadVerifier => "Sign in again, and finish in the same tab.",
            SignInError::Refused { .. } | SignInError::NoKey => "Wait a minute and sign in again, or paste a key.",
        }
    }
}

#[cfg(test)]
mod tests;
