//! Signing and checking signatures: Schnorr on secp256k1 (BIP-340).

use super::{PublicKey, Signature};
use crate::voting::{Result, VotingError};
use k256::schnorr::{Signature as Schnorr, SigningKey, VerifyingKey};
use std::fmt;

/// A voter's or poll owner's secret. Its memory is wiped when it is dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of these bytes. Fails for the few numbers that are no key: zero and what exceeds the curve's order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self> {
        SigningKey::from_slice(bytes).map(Self).map_err(|_| VotingError::Key)
    }

    /// The key of 64 hexadecimal digits in lower case.
    pub fn from_hex(digits: &str) -> Result<Self> {
        let bytes = PublicKey::from_hex(digits).ok_or(VotingError::Key)?;
        Self::from_bytes(&bytes.0)
    }

    /// The digits to keep; whoever has them can vote as this key.
    pub fn to_hex(&self) -> String {
        PublicKey(self.0.to_bytes().into()).to_string()
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes().into())
    }

    /// Signs a message of any length. `auxiliary` should be fresh random bytes; they protect the key, not the message.
    pub fn sign(&self, message: &[u8], auxiliary: &[u8; 32]) -> Result<Signature> {
        let signature = self.0.sign_raw(message, auxiliary).map_err(|_| VotingError::Signing)?;
        Ok(Signature(signature.to_bytes()))
    }
}

/// Shows the public half only.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {}", self.public())
    }
}

impl PublicKey {
    /// Whether this key made the signature of the message. False for what is no key or no signature, too.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        let (Ok(key), Ok(signature)) = (VerifyingKey::from_slice(&self.0), Schnorr::from_slice(&signature.0)) else {
            return false;
        };
        key.verify_raw(message, &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_made_of_numbers_that_are_none() {
        assert_eq!(SecretKey::from_bytes(&[0; 32]).unwrap_err(), VotingError::Key);
        assert_eq!(SecretKey::from_bytes(&[0xff; 32]).unwrap_err(), VotingError::Key);
        assert_eq!(SecretKey::from_hex("abc").unwrap_err(), VotingError::Key);
    }

    #[test]
    fn a_key_survives_writing_and_never_shows_in_logs() {
        let key = SecretKey::from_bytes(&[7; 32]).unwrap();
        assert_eq!(SecretKey::from_hex(&key.to_hex()).unwrap().public(), key.public());
        assert!(!format!("{key:?}").contains(&key.to_hex()));
    }
}
