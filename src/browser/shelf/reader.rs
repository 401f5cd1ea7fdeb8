//! A stored file as the checkpoint's readers want it: only the bytes asked for are copied, straight into the buffer.

use super::Source;
use crate::browser::scope::words_of;
use crate::browser::seek::sought;
use std::io::{Error, Read, Result, Seek, SeekFrom};
use std::rc::Rc;

/// Reads a file that others may be reading, too.
pub struct StoredReader {
    file: Rc<Source>,
    position: u64,
    len: u64,
}

impl StoredReader {
    pub fn new(file: Rc<Source>) -> Result<Self> {
        let len = file.size().map_err(|error| Error::other(words_of(&error)))?;
        Ok(Self { file, position: 0, len })
    }
}

impl Read for StoredReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.file.read_at(self.position, buffer).map_err(|error| Error::other(words_of(&error)))?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for StoredReader {
    fn seek(&mut self, target: SeekFrom) -> Result<u64> {
        self.position = sought(target, self.position, self.len)?;
        Ok(self.position)
    }
}
