//! Opening a model that is stored on this device: its hashes first, then its tensors one by one.

use super::call::Call;
use super::files::{Opened, checkpoint_failure};
use super::scope::words_of;
use crate::browser::shelf::locks::{self, Lock};
use crate::browser::shelf::{self, BlobSource, Records, Source, StoredReader, files, lent, pieces};
use crate::browser::store::{Database, Store};
use crate::engine::protocol::{Event, Failure, FileOrigin, Origin};
use crate::engine::session::Surroundings;
use crate::library::LibraryError;
use crate::library::catalogue::Form;
use crate::library::record::{FileRecord, Record};
use crate::library::storage::Place;
use crate::vlm::checkpoint::{Checkpoint, Folder, NamedSource, ReadSeek};
use js_sys::Reflect;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

/// Opens the model with this id.
///
/// # Errors
/// When it isn't there or not whole, when another tab is changing it, and when a file is no longer what it was.
pub async fn open(id: &str, call: &mut Call) -> Result<Opened, Failure> {
    let records = Records::open().await.ok();
    let kept = match &records {
        Some(records) => records.get(id).await.filter(Record::is_whole),
        None => None,
    };
    let Some(mut record) = kept else { return borrow(id, call).await };
    let lock = lock(&record).await?;
    let mut files = HashMap::new();
    for file in record.files.iter().filter(|file| !file.absent) {
        files.insert(file.name.clone(), source(&record, &file.name).await.map_err(|_| gone(id))?);
    }
    check_all(&record, &files, call).await?;
    let checkpoint = checkpoint(&record, files)?;
    record.used_ms = Some(js_sys::Date::now() as u64);
    if let Some(records) = records {
        // Only for the visitor's own interest; a store that can't be written to is no reason not to answer.
        let _ = records.put(&record).await;
    }
    Ok(Opened { checkpoint, origin: Some(origin(&record)), lock: Some(lock) })
}

/// Opens a model that another tab holds in its memory.
async fn borrow(id: &str, call: &mut Call) -> Result<Opened, Failure> {
    let lent = lent::ask().await.into_iter().find(|lent| lent.record.model == id).ok_or_else(|| gone(id))?;
    let record = lent.record;
    let lock = lock(&record).await?;
    let mut files: HashMap<String, Rc<Source>> = HashMap::new();
    for file in record.files.iter().filter(|file| !file.absent) {
        let blob = Reflect::get(&lent.files, &file.name.as_str().into()).and_then(|blob| blob.dyn_into::<Blob>());
        let source = blob.and_then(BlobSource::new).map_err(|_| gone(id))?;
        files.insert(file.name.clone(), Rc::new(source));
    }
    check_all(&record, &files, call).await?;
    Ok(Opened { checkpoint: checkpoint(&record, files)?, origin: Some(origin(&record)), lock: Some(lock) })
}

/// Tells other tabs that the model is in use.
async fn lock(record: &Record) -> Result<Lock, Failure> {
    let in_use = LibraryError::InUse { model: record.name.clone() };
    locks::take(&locks::of_model(&record.model), locks::Share::Together, false).await.ok_or_else(|| failure(in_use))
}

async fn source(record: &Record, name: &str) -> Result<Rc<Source>, JsValue> {
    Ok(match record.place {
        Place::Files => Rc::new(files::open_read(&record.model, name).await?),
        Place::Database => Rc::new(pieces::open(&Store::open(Database::Pieces).await?, &record.model, name).await?),
        Place::Memory => return Err("only the tab that fetched it has it".into()),
    })
}

async fn check_all(record: &Record, files: &HashMap<String, Rc<Source>>, call: &mut Call) -> Result<(), Failure> {
    for file in &record.files {
        if let Some(source) = files.get(&file.name) {
            check(&**source, file, call).await?;
        }
    }
    Ok(())
}

/// Reads the file once from end to end: what was recorded when it came must still be true.
async fn check(source: &Source, file: &FileRecord, call: &mut Call) -> Result<(), Failure> {
    let (total, mut stopped) = (file.total(), false);
    let breath = call.breath();
    let hash = shelf::hash(source, &breath, |read| {
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

fn checkpoint(record: &Record, files: HashMap<String, Rc<Source>>) -> Result<Checkpoint, Failure> {
    let folder = StoredFolder { files };
    if record.form == Form::Folder {
        return Checkpoint::open_folder(&record.name, &folder).map_err(checkpoint_failure);
    }
    let source = |index: usize| {
        let name = record.files.get(index).map(|file| file.name.clone()).unwrap_or_default();
        match folder.open(&name) {
            Ok(Some(reader)) => Ok(NamedSource { name, reader }),
            _ => Err(gone(&record.name)),
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
    files: HashMap<String, Rc<Source>>,
}

impl Folder for StoredFolder {
    fn open(&self, file: &str) -> io::Result<Option<Box<dyn ReadSeek>>> {
        match self.files.get(file) {
            Some(file) => Ok(Some(Box::new(StoredReader::new(file.clone())?))),
            None => Ok(None),
        }
    }
}

fn gone(id: &str) -> Failure {
    failure(LibraryError::Gone { model: id.to_owned() })
}

fn failure(error: LibraryError) -> Failure {
    Failure { kind: "library".to_owned(), message: error.to_string(), remedy: error.remedy() }
}

fn storage(error: &JsValue) -> Failure {
    failure(LibraryError::Storage { detail: words_of(error) })
}
