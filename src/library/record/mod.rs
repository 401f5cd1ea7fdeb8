//! What is known of a stored model: which files, how much of each, and their hashes.
//!
//! A record is written only after the bytes it speaks of, so it never promises more than there is.

mod file;

use super::catalogue::{Form, Model};
use super::storage::Place;
use serde::{Deserialize, Serialize};

pub use file::{CHUNK, FileRecord};

/// A model on this device, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub model: String,
    pub name: String,
    pub licence: String,
    pub source: String,
    pub revision: String,
    pub form: Form,
    /// Where its bytes lie.
    #[serde(default)]
    pub place: Place,
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

impl Record {
    /// A model nothing of which is here yet.
    pub fn new(model: &Model, hub: &str) -> Record {
        Record {
            model: model.id.clone(),
            name: model.name.clone(),
            licence: model.licence.clone(),
            source: model.source.clone(),
            revision: model.revision.clone(),
            form: model.form,
            place: Place::default(),
            files: model.files.iter().map(|file| FileRecord::new(file, model.address(file, hub))).collect(),
            finished_ms: None,
            used_ms: None,
            verified_ms: None,
        }
    }

    /// What can be kept of an earlier record: files whose address and hash are still the same.
    pub fn renewed(self, model: &Model, hub: &str) -> Record {
        let mut new = Record { place: self.place, ..Record::new(model, hub) };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::catalogue::samples::{file, model};

    fn record() -> Record {
        Record::new(&model(vec![file("a", 10), file("b", 20)]), "https://hub.test")
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
