//! The secret of one sign-in.

use super::SignInError;
use crate::gateway::dialect::Secret;
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// A random word that proves that who asks for the key is who began the sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier(Secret);

impl Verifier {
    /// Makes one of fresh random bytes: 43 signs, as RFC 7636 recommends in section 4.1.
    pub fn new(random: &[u8; 32]) -> Self {
        Self(Secret::new(Base64UrlUnpadded::encode_string(random)))
    }

    /// Takes up one that was kept while the visitor was away.
    ///
    /// # Errors
    ///
    /// If it is not one that [`Verifier::new`] can have made.
    pub fn restore(kept: &str) -> Result<Self, SignInError> {
        let bytes = Base64UrlUnpadded::decode_vec(kept).map_err(|_| SignInError::BadVerifier)?;
        let random: [u8; 32] = bytes.try_into().map_err(|_| SignInError::BadVerifier)?;
        Ok(Self::new(&random))
    }

    /// The word itself, to be kept in this tab and sent once.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Its hash, which may be seen by anyone: `BASE64URL(SHA256(verifier))`, the method `S256`.
    pub fn challenge(&self) -> String {
        Base64UrlUnpadded::encode_string(&Sha256::digest(self.reveal().as_bytes()))
    }
}
