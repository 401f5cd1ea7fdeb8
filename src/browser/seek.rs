//! Where a reader of the browser's files goes.

use std::io::{Error, Result, SeekFrom};

/// The position that `target` means for a reader at `position` in a source of `len` bytes.
///
/// # Errors
/// When that is before the start.
pub fn sought(target: SeekFrom, position: u64, len: u64) -> Result<u64> {
    let position = match target {
        SeekFrom::Start(offset) => Some(offset),
        SeekFrom::End(offset) => len.checked_add_signed(offset),
        SeekFrom::Current(offset) => position.checked_add_signed(offset),
    };
    position.ok_or_else(|| Error::other("a position before the start of the file"))
}
