//! Models that are kept on the device: which there are, how they are fetched piece by piece, what of them is stored,
//! and whether they fit.
//!
//! Imports nothing. The room has no clock, no network, no storage and no randomness of its own: a driver tells the
//! [`transfer::Transfer`] what happened and does what its actions say. Compiled into every build; only the hash that
//! checks whole files needs the feature `digest`.

pub mod catalogue;
#[cfg(feature = "digest")]
pub mod digest;
mod error;
pub mod head;
pub mod memory;
pub mod pace;
pub mod pieces;
pub mod protocol;
pub mod record;
mod retry;
mod rules;
mod speed;
pub mod storage;
pub mod transfer;

pub use error::LibraryError;
pub use rules::Mistake;
