//! Opening a model that is stored on this device: its hashes first, then its tensors one by one.

use super::call::Call;
use super::files::{Opened, checkpoint_failure};
use super::scope::words_of;
use crate::browser::shelf::{self, Records, StoredReader, SyncFile, locks};
use crate::engine::protocol::{Event, Failure, FileOrigin, Origin};
use crate::engine::session::Surroundings;
use crate::library::LibraryError;
use crate::library::catalogue::Form;
use crate::library::record::{FileRecord, Record};
use crate::vlm::checkpoint::{Checkpoint, Folder, NamedSource, ReadSeek};
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Opens the model with this id.
///
/// # Errors
/// When it isn't there or not whole, when another tab is changing it, and when a file is no longer what it was.
pub async fn open(id: &str, call: &mut Call) -> Result<Opened, Failure> {
    let gone = || LibraryError::Gone { model: id.to_owned() };
    let records = Records::open().await.map_err(|error| storage(&error))?;
    let mut record = records.get(id).await.filter(Record::is_whole).ok_or_else(|| failure(gone()))?;
    let in_use = LibraryError::InUse { model: record.name.clone() };
    let lock = locks::take(&locks::of_model(id), locks::Share::Together, false).await;
    let lock = lock.ok_or_else(|| failure(in_use))?;
    let mut files = HashMap::new();
    for file in record.files.iter().filter(|file| !file.absent) {
        let open = shelf::open_read(id, &file.name).await.map_err(|_| failure(gone()))?;
        check(&open, file, call).await?;
        files.insert(file.name.clone(), Rc::new(open));
    }
    let checkpoint = checkpoint(&record, files)?;
    record.used_ms = Some(js_sys::Date::now() as u64);
    // Only for the visitor's own interest; a store that can't be written to is no reason not to answer.
    let _ = records.put(&record).await;
    Ok(Opened { checkpoint, origin: Some(origin(&record)), lock: Some(lock) })
}

/// Reads the file once from end to end: what was recorded when it came must still be true.
async fn check(open: &SyncFile, file: &FileRecord, call: &mut Call) -> Result<(), Failure> {
    let (total, mut stopped) = (file.total(), false);
    let breath = call.breath();
    let hash = shelf::hash(open, &breath, |read| {
        call.send(Event::Check { file: file.name.clone(), read, total });
        stopped = call.signal().aborted();
        !stopped
    });
    let found = hash.await.map_err(|error| storage(&error))?;
    match (found, &file.sha256) {
        _ if stopped => Err(crate::engine::session::failure(&crate::vlm::VlmError::Cancelled)),
        (Some(found), Some(expected)) if found != *expected => {
            let mut damaged =
                failure(LibraryError::Damaged { file: file.name.clone(), expected: expected.clone(), found });
            damaged.remedy =
                "On the page Models, press Verify: the file is thrown away there and can be fetched again.".into();
            Err(damaged)
        }
        _ => Ok(()),
    }
}

fn checkpoint(record: &Record, files: HashMap<String, Rc<SyncFile>>) -> Result<Checkpoint, Failure> {
    let folder = StoredFolder { files };
    if record.form == Form::Folder {
        return Checkpoint::open_folder(&record.name, &folder).map_err(checkpoint_failure);
    }
    let source = |index: usize| {
        let name = record.files.get(index).map(|file| file.name.clone()).unwrap_or_default();
        match folder.open(&name) {
            Ok(Some(reader)) => Ok(NamedSource { name, reader }),
            _ => Err(failure(LibraryError::Gone { model: record.name.clone() })),
        }
    };
    Checkpoint::open_gguf(source(0)?, source(1)?).map_err(checkpoint_failure)
}

fn origin(record: &Record) -> Origin {
    let file = |file: &FileRecord| {
        Some(FileOrigin { name: file.name.clone(), bytes: file.total(), sha256: file.sha256.clone()? })
    };
    Origin {
        source: record.source.clone(),
        revision: record.revision.clone(),
        licence: record.licence.clone(),
        files: record.files.iter().filter(|file| !file.absent).filter_map(file).collect(),
    }
}

/// The stored files of a Hugging Face folder.
struct StoredFolder {
    files: HashMap<String, Rc<SyncFile>>,
}

impl Folder for StoredFolder {
    fn open(&self, file: &str) -> io::Result<Option<Box<dyn ReadSeek>>> {
        match self.files.get(file) {
            Some(file) => Ok(Some(Box::new(StoredReader::new(file.clone())?))),
            None => Ok(None),
        }
    }
}

fn failure(error: LibraryError) -> Failure {
    Failure { kind: "library".to_owned(), message: error.to_string(), remedy: error.remedy() }
}

fn storage(error: &JsValue) -> Failure {
    failure(LibraryError::Storage { detail: words_of(error) })
}
