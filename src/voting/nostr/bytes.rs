//! Ids, keys and signatures: bytes that are written as hexadecimal digits, in lower case only (NIP-01).

use serde::{Serialize, Serializer};
use std::fmt;

macro_rules! hexadecimal {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// Reads lower-case digits; anything else is `None`, for NIP-01 knows one spelling only.
            pub fn from_hex(digits: &str) -> Option<Self> {
                let mut bytes = [0; $length];
                (digits.len() == 2 * $length).then_some(())?;
                base16ct::lower::decode(digits, &mut bytes).ok()?;
                Some(Self(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

hexadecimal!(
    /// The SHA-256 of an event's canonical form.
    EventId,
    32
);
hexadecimal!(
    /// The x coordinate of a point on secp256k1 (BIP-340); any 32 bytes until a signature is checked.
    PublicKey,
    32
);
hexadecimal!(
    /// A Schnorr signature (BIP-340); any 64 bytes until it is checked.
    Signature,
    64
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_digits_of_the_right_number_are_read() {
        let digits = "0123456789abcdef".repeat(4);
        assert_eq!(EventId::from_hex(&digits).unwrap().to_string(), digits);
        assert_eq!(EventId::from_hex(&digits.to_uppercase()), None);
        assert_eq!(EventId::from_hex(&digits[2..]), None);
        assert_eq!(EventId::from_hex(&digits.replace('0', "g")), None);
        assert_eq!(EventId::from_hex(""), None);
    }
}
