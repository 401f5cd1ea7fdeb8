//! Nostr events, as far as a poll needs them: their bytes, ids, signatures and proof of work.

mod bytes;
mod canonical;
mod event;
mod key;
mod work;

pub use bytes::{EventId, PublicKey, Signature};
pub use event::{Draft, Event};
pub use key::SecretKey;
pub use work::{Miner, Nonce, committed_work, leading_zero_bits};
