//! What is known of a stored model: which files, how much of each, and their hashes.
//!
//! A record is written only after the bytes it speaks of, so it never promises more than there is.

use super::catalogue::{Form, Model};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bytes of a chunk: small enough to lose little, large enough that requests cost nothing.
pub const CHUNK: u64 = 4 << 20;

/// A model on this device, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub model: String,
    pub name: String,
    pub licence: String,
    pub source: String,
    pub revision: String,
    pub form: Form,
    pub files: Vec<FileRecord>,
    /// When the last byte was there, checked; Unix milliseconds.
    #[serde(default)]
    pub finished_ms: Option<u64>,
    /// When it was last loaded; Unix milliseconds.
    #[serde(default)]
    pub used_ms: Option<u64>,
    /// When its hashes were last compared; Unix milliseconds.
    #[serde(default)]
    pub verified_ms: Option<u64>,
}

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

impl Record {
    /// A model nothing of which is here yet.
    pub fn new(model: &Model, hub: &str) -> Record {
        let file = |file: &super::catalogue::ModelFile| FileRecord {
            name: file.name.clone(),
            address: model.address(file, hub),
            about: file.bytes,
            length: None,
            etag: None,
            have: Vec::new(),
            expected: file.sha256.clone(),
            sha256: None,
            optional: file.optional,
            absent: false,
        };
        Record {
            model: model.id.clone(),
            name: model.name.clone(),
            licence: model.licence.clone(),
            source: model.source.clone(),
            revision: model.revision.clone(),
            form: model.form,
            files: model.files.iter().map(file).collect(),
            finished_ms: None,
            used_ms: None,
            verified_ms: None,
        }
    }

    /// What can be kept of an earlier record: files whose address and hash are still the same.
    pub fn renewed(self, model: &Model, hub: &str) -> Record {
        let mut new = Record::new(model, hub);
        for file in &mut new.files {
            let same = |old: &&FileRecord| old.address == file.address && old.expected == file.expected;
            if let Some(old) = self.files.iter().find(same) {
                *file = FileRecord { about: file.about, optional: file.optional, ..old.clone() };
            }
        }
        if new.is_whole() {
            (new.finished_ms, new.used_ms, new.verified_ms) = (self.finished_ms, self.used_ms, self.verified_ms);
        }
        new
    }

    pub fn is_whole(&self) -> bool {
        self.files.iter().all(FileRecord::is_whole)
    }

    /// Bytes that are there.
    pub fn stored(&self) -> u64 {
        self.files.iter().map(FileRecord::stored).sum()
    }

    /// Bytes of all files, as far as is known.
    pub fn total(&self) -> u64 {
        self.files.iter().map(FileRecord::total).sum()
    }
}

impl FileRecord {
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
    use super::super::catalogue::samples::{file, model};
    use super::*;

    fn record() -> Record {
        Record::new(&model(vec![file("a", 10), file("b", 20)]), "https://hub.test")
    }

    #[test]
    fn chunks_cover_the_file() {
        let mut file = record().files.remove(0);
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
        let mut file = record().files.remove(0);
        file.wrote(0, CHUNK + 3);
        assert_eq!(file.have, [CHUNK, 3]);
        file.set_length(CHUNK + 3);
        assert!(file.has_all());
    }

    #[test]
    fn a_record_believes_the_storage() {
        let mut file = record().files.remove(0);
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
        let mut file = record().files.remove(0);
        file.set_length(0);
        assert!(file.has_all());
    }

    #[test]
    fn another_address_or_hash_begins_anew() {
        let mut old = record();
        for file in &mut old.files {
            file.set_length(4);
            file.wrote(0, 4);
            file.sha256 = Some("x".into());
        }
        old.finished_ms = Some(7);
        let mut changed = model(vec![file("a", 10), file("b", 20)]);
        assert!(old.clone().renewed(&changed, "https://hub.test").is_whole());
        changed.files[1].sha256 = Some("y".into());
        let new = old.clone().renewed(&changed, "https://hub.test");
        assert_eq!((new.files[0].stored(), new.files[1].stored(), new.finished_ms), (4, 0, None));
        assert_eq!(old.renewed(&changed, "https://mirror.test").stored(), 0);
    }
}
