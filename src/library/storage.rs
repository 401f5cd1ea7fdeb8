//! Where a model's bytes lie, and what can be done with a file in any such place.

use super::record::FileRecord;
use serde::{Deserialize, Serialize};
use std::pin::Pin;

/// The places, best first: where a browser lacks one or refuses it, the next is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The origin private file system.
    #[default]
    Files,
    /// The browser's database, a piece at a time.
    Database,
    /// The tab that fetched it, until that is closed.
    Memory,
}

/// Comes back once everything written before is where it stays. The file need not stay open for it.
pub type Flushing<Error> = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// A file to read from, at any byte.
pub trait ReadAt {
    type Error;

    /// In bytes.
    fn size(&self) -> Result<u64, Self::Error>;

    /// Puts what comes at once from `offset` on into the buffer; returns how many bytes, none only at the end.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Self::Error>;
}

/// A file that is being fetched. Nobody else writes to it.
pub trait WriteAt: ReadAt {
    /// Bytes as they arrive.
    type Bytes;

    /// Cuts the record to the bytes that are really there, and the file to those the record speaks of.
    fn settle(&self, record: &mut FileRecord) -> Result<(), Self::Error>;

    /// Puts all of the bytes at `offset`. What was there before is no longer of use, nor is what overlaps it.
    fn write_at(&self, offset: u64, bytes: &Self::Bytes) -> Result<(), Self::Error>;

    /// Throws everything away.
    fn clear(&self) -> Result<(), Self::Error>;

    /// The record may speak of what was written before once this comes back.
    fn flush(&self) -> Flushing<Self::Error>;
}
