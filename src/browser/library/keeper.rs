//! What is stored: telling of it, checking it, deleting it.

use super::channel::Channel;
use super::space::space;
use super::stock::Stock;
use crate::browser::breath::Breath;
use crate::browser::scope::words_of;
use crate::browser::shelf::{self, locks};
use crate::library::LibraryError;
use crate::library::protocol::{Report, Space};
use crate::library::record::Record;

/// Progress of a check is told after so many bytes.
const TELL_EVERY: u64 = 8 << 20;

/// What this tab knows to be stored now.
pub async fn shelf(stock: &Stock) -> Report {
    let mut records = stock.all().await;
    records.sort_by(|one, other| one.name.cmp(&other.name));
    Report::Shelf { records, space: Space { place: stock.place, ..space().await } }
}

/// Reads every file of a model and compares its hash with the one it had when it came.
pub async fn verify(
    model: &str,
    stock: &Stock,
    channel: &Channel,
    breath: &Breath,
    unix_ms: u64,
) -> Result<(), LibraryError> {
    let gone = || LibraryError::Gone { model: model.to_owned() };
    let known = stock.get(model).await.ok_or_else(gone)?;
    let mut record = known.clone();
    let in_use = LibraryError::InUse { model: record.name.clone() };
    let _lock = locks::take(&locks::of_model(model), locks::Share::Together, false).await.ok_or(in_use)?;
    let (mut before, total, name) = (0, record.total(), model.to_owned());
    let mut damaged = None;
    for file in record.files.iter_mut().filter(|file| !file.absent) {
        let mut told = 0;
        let stored = stock.open_read(&known, &file.name).await.map_err(|_| gone())?;
        let hash = shelf::hash(&*stored, breath, |read| {
            if read - told >= TELL_EVERY {
                told = read;
                channel.tell(Report::Verifying { model: name.clone(), read: before + read, total });
            }
            true
        });
        let found = hash.await.map_err(|error| storage(&error))?.unwrap_or_default();
        before += file.total();
        if let Some(expected) = file.sha256.clone().filter(|expected| *expected != found) {
            damaged = Some(LibraryError::Damaged { file: file.name.clone(), expected, found });
            file.restart();
        }
    }
    match &damaged {
        None => record.verified_ms = Some(unix_ms),
        Some(_) => record.finished_ms = None,
    }
    stock.put(&record).await.map_err(|error| storage(&error))?;
    damaged.map_or(Ok(()), Err)
}

/// Deletes a model that nobody uses.
pub async fn delete(record: &Record, stock: &Stock) -> Result<(), LibraryError> {
    let in_use = LibraryError::InUse { model: record.name.clone() };
    let lock = locks::take(&locks::of_model(&record.model), locks::Share::Alone, false).await;
    let _lock = lock.ok_or(in_use)?;
    remove(record, stock).await
}

/// Deletes a model whose lock is held.
pub async fn remove(record: &Record, stock: &Stock) -> Result<(), LibraryError> {
    stock.remove(record).await.map_err(|error| storage(&error))
}

pub fn storage(error: &wasm_bindgen::JsValue) -> LibraryError {
    LibraryError::Storage { detail: words_of(error) }
}
