//! One file of a stored model: how long it is and what of each chunk is there.

use crate::library::catalogue::ModelFile;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bytes of a chunk: small enough to lose little, large enough that requests cost nothing.
pub const CHUNK: u64 = 4 << 20;

/// One file of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub name: String,
    pub address: String,
    /// About how long it is, until the server has said so.
    pub about: u64,
    #[serde(default)]
    pub length: Option<u64>,
    #[serde(default)]
    pub etag: Option<String>,
    /// Bytes that are there, from the beginning of each chunk.
    #[serde(default)]
    pub have: Vec<u64>,
    /// What the owner says it must hash to.
    #[serde(default)]
    pub expected: Option<String>,
    /// What it hashed to when the last byte had come; every later load is compared with this.
    #[serde(default)]
    pub sha256: Option<String>,
    pub optional: bool,
    /// The server has no such file, and the model works without it.
    #[serde(default)]
    pub absent: bool,
}

impl FileRecord {
    /// A file nothing of which is here yet.
    pub fn new(file: &ModelFile, address: String) -> FileRecord {
        FileRecord {
            name: file.name.clone(),
            address,
            about: file.bytes,
            length: None,
            etag: None,
            have: Vec::new(),
            expected: file.sha256.clone(),
            sha256: None,
            optional: file.optional,
            absent: false,
        }
    }

    /// Notes how long the file is.
    pub fn set_length(&mut self, length: u64) {
        self.length = Some(length);
        self.have.resize(length.div_ceil(CHUNK) as usize, 0);
    }

    /// Forgets what has arrived, and which version it was of.
    pub fn restart(&mut self) {
        (self.length, self.etag, self.sha256) = (None, None, None);
        self.have.clear();
    }

    /// Where a chunk lies. The length must be known.
    pub fn span(&self, chunk: usize) -> Range<u64> {
        let start = chunk as u64 * CHUNK;
        start..(start + CHUNK).min(self.length.unwrap_or(u64::MAX))
    }

    /// What is missing of a chunk.
    pub fn missing(&self, chunk: usize) -> Range<u64> {
        let span = self.span(chunk);
        span.start + self.have.get(chunk).copied().unwrap_or(0)..span.end
    }

    /// Chunks of which something is missing, in order.
    pub fn gaps(&self) -> impl Iterator<Item = usize> {
        (0..self.have.len()).filter(|chunk| !self.missing(*chunk).is_empty())
    }

    /// Every byte is there, checked or not.
    pub fn has_all(&self) -> bool {
        self.absent || self.length.is_some() && self.gaps().next().is_none()
    }

    /// Every byte is there, and the hash is known.
    pub fn is_whole(&self) -> bool {
        self.absent || self.has_all() && self.sha256.is_some()
    }

    pub fn stored(&self) -> u64 {
        self.have.iter().sum()
    }

    pub fn total(&self) -> u64 {
        if self.absent { 0 } else { self.length.unwrap_or(self.about) }
    }

    /// Takes back what a file of `length` bytes can't hold: storage may have been cleared behind our back.
    pub fn fit(&mut self, length: u64) {
        for (chunk, have) in self.have.iter_mut().enumerate() {
            *have = (*have).min(length.saturating_sub(chunk as u64 * CHUNK));
        }
        if !self.has_all() {
            self.sha256 = None;
        }
    }

    /// Notes `count` bytes written at `offset`, which lies right behind what is there.
    pub fn wrote(&mut self, offset: u64, count: u64) {
        let (mut offset, end) = (offset, offset + count);
        while offset < end {
            let chunk = (offset / CHUNK) as usize;
            if self.length.is_none() {
                self.have.resize(self.have.len().max(chunk + 1), 0);
            }
            let stop = end.min((chunk as u64 + 1) * CHUNK);
            if let Some(have) = self.have.get_mut(chunk) {
                *have = (*have).max(stop - chunk as u64 * CHUNK);
            }
            offset = stop;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::catalogue::samples;

    fn file() -> FileRecord {
        FileRecord::new(&samples::file("a", 10), "https://hub.test/a".into())
    }

    #[test]
    fn chunks_cover_the_file() {
        let mut file = file();
        file.set_length(2 * CHUNK + 5);
        assert_eq!(file.gaps().collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(file.span(2), 2 * CHUNK..2 * CHUNK + 5);
        file.wrote(CHUNK, CHUNK);
        file.wrote(0, 7);
        assert_eq!(file.missing(0), 7..CHUNK);
        assert_eq!(file.gaps().collect::<Vec<_>>(), [0, 2]);
        file.wrote(7, CHUNK - 7);
        file.wrote(2 * CHUNK, 5);
        assert!(file.has_all() && !file.is_whole());
        assert_eq!(file.stored(), 2 * CHUNK + 5);
    }

    #[test]
    fn bytes_of_a_file_without_a_length_are_kept_too() {
        let mut file = file();
        file.wrote(0, CHUNK + 3);
        assert_eq!(file.have, [CHUNK, 3]);
        file.set_length(CHUNK + 3);
        assert!(file.has_all());
    }

    #[test]
    fn a_record_believes_the_storage() {
        let mut file = file();
        file.set_length(2 * CHUNK);
        file.wrote(0, 2 * CHUNK);
        file.sha256 = Some("x".into());
        file.fit(2 * CHUNK);
        assert!(file.is_whole());
        file.fit(CHUNK + 1);
        assert_eq!((file.have, file.sha256), (vec![CHUNK, 1], None));
    }

    #[test]
    fn an_empty_file_is_whole_at_once() {
        let mut file = file();
        file.set_length(0);
        assert!(file.has_all());
    }
}
