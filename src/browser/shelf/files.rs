//! Files of the origin private file system, read and written without waiting, as only workers may.

use crate::browser::scope::scope;
use crate::library::storage::ReadAt;
#[cfg(feature = "library")]
use crate::library::{
    record::FileRecord,
    storage::{Flushing, WriteAt},
};
#[cfg(feature = "library")]
use js_sys::Uint8Array;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemGetDirectoryOptions, FileSystemReadWriteOptions, FileSystemSyncAccessHandle,
};
#[cfg(feature = "library")]
use web_sys::{FileSystemFileHandle, FileSystemGetFileOptions, FileSystemRemoveOptions};

/// The folder of all models; each has one of its own below it.
const FOLDER: &str = "shipcheck-models";

/// A file that is open until it is dropped.
pub struct SyncFile(FileSystemSyncAccessHandle);

/// Opens a model's file to write, making it if need be.
///
/// # Errors
/// When the browser has no such file system, or another tab has the file open.
#[cfg(feature = "library")]
pub async fn open_write(model: &str, name: &str) -> Result<SyncFile, JsValue> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let folder = folder(model, true).await?;
    let handle = JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?;
    let handle: FileSystemFileHandle = handle.dyn_into()?;
    Ok(SyncFile(JsFuture::from(handle.create_sync_access_handle()).await?.dyn_into()?))
}

/// Opens a model's file to read; several tabs may do so at once where the browser knows such a mode.
///
/// # Errors
/// When it isn't there, or is being written.
pub async fn open_read(model: &str, name: &str) -> Result<SyncFile, JsValue> {
    let folder = folder(model, false).await?;
    let handle = JsFuture::from(folder.get_file_handle(name)).await?;
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &"read-only".into())?;
    let open: Function = Reflect::get(&handle, &"createSyncAccessHandle".into())?.dyn_into()?;
    let opening: Promise = open.call1(&handle, &options)?.dyn_into()?;
    Ok(SyncFile(JsFuture::from(opening).await?.dyn_into()?))
}

/// Whether the browser lets this site have files at all.
#[cfg(feature = "library")]
pub async fn work() -> bool {
    let sync = Reflect::get(&scope(), &"FileSystemFileHandle".into())
        .and_then(|kind| Reflect::get(&kind, &"prototype".into()))
        .and_then(|methods| Reflect::has(&methods, &"createSyncAccessHandle".into()));
    sync.unwrap_or(false) && root(true).await.is_ok()
}

/// Deletes a model's folder. One that isn't there is no error.
#[cfg(feature = "library")]
pub async fn remove(model: &str) -> Result<(), JsValue> {
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    let all = root(true).await?;
    match JsFuture::from(all.remove_entry_with_options(model, &options)).await {
        Err(error) if name_of(&error).as_deref() != Some("NotFoundError") => Err(error),
        _ => Ok(()),
    }
}

async fn root(create: bool) -> Result<FileSystemDirectoryHandle, JsValue> {
    let storage = Reflect::get(&scope().navigator(), &"storage".into())?;
    if !Reflect::has(&storage, &"getDirectory".into()).unwrap_or(false) {
        return Err("it has no file system for sites".into());
    }
    let top: FileSystemDirectoryHandle =
        JsFuture::from(scope().navigator().storage().get_directory()).await?.dyn_into()?;
    below(&top, FOLDER, create).await
}

async fn folder(model: &str, create: bool) -> Result<FileSystemDirectoryHandle, JsValue> {
    below(&root(create).await?, model, create).await
}

async fn below(
    parent: &FileSystemDirectoryHandle,
    name: &str,
    create: bool,
) -> Result<FileSystemDirectoryHandle, JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(create);
    JsFuture::from(parent.get_directory_handle_with_options(name, &options)).await?.dyn_into()
}

impl ReadAt for SyncFile {
    type Error = JsValue;

    fn size(&self) -> Result<u64, JsValue> {
        Ok(self.0.get_size()? as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, JsValue> {
        Ok(self.0.read_with_u8_array_and_options(buffer, &at(offset))? as usize)
    }
}

#[cfg(feature = "library")]
impl WriteAt for SyncFile {
    type Bytes = Uint8Array;

    fn settle(&self, record: &mut FileRecord) -> Result<(), JsValue> {
        record.fit(self.size()?);
        // What an earlier version left behind its end would spoil the hash.
        if record.stored() == 0 { self.clear() } else { Ok(()) }
    }

    fn write_at(&self, offset: u64, bytes: &Uint8Array) -> Result<(), JsValue> {
        let written = self.0.write_with_js_u8_array_and_options(bytes, &at(offset))?;
        // Chromium throws nothing when there is no room: it returns a negative error code as a huge count. Others
        // write what fits.
        if written == f64::from(bytes.length()) { Ok(()) } else { Err(quota()) }
    }

    fn clear(&self) -> Result<(), JsValue> {
        self.0.truncate_with_f64(0.0)
    }

    fn flush(&self) -> Flushing<JsValue> {
        let done = self.0.flush();
        Box::pin(async move { done })
    }
}

impl Drop for SyncFile {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn at(offset: u64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(offset as f64);
    options
}

#[cfg(feature = "library")]
fn quota() -> JsValue {
    let error = js_sys::Error::new("not everything could be written");
    error.set_name("QuotaExceededError");
    error.into()
}

/// Whether the storage is full.
#[cfg(feature = "library")]
pub fn is_quota(error: &JsValue) -> bool {
    name_of(error).as_deref() == Some("QuotaExceededError")
}

#[cfg(feature = "library")]
fn name_of(error: &JsValue) -> Option<String> {
    Reflect::get(error, &"name".into()).ok()?.as_string()
}
