//! A blob as a source for those who can't wait: only the bytes asked for are copied.

use crate::library::storage::ReadAt;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Most bytes of one read. The browser makes a buffer for each, which lives until it collects its garbage.
const MOST_AT_A_TIME: usize = 1 << 20;

/// A file from the disk, a download, or what pieces in the database add up to.
pub struct BlobSource {
    blob: Blob,
    reader: FileReaderSync,
}

impl BlobSource {
    /// # Errors
    /// When this is not a worker, where alone reading without waiting is allowed.
    pub fn new(blob: Blob) -> Result<Self, JsValue> {
        Ok(Self { blob, reader: FileReaderSync::new()? })
    }
}

impl ReadAt for BlobSource {
    type Error = JsValue;

    fn size(&self) -> Result<u64, JsValue> {
        Ok(self.blob.size() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, JsValue> {
        let end = (offset + buffer.len().min(MOST_AT_A_TIME) as u64).min(self.blob.size() as u64);
        if offset >= end {
            return Ok(0);
        }
        let slice = self.blob.slice_with_f64_and_f64(offset as f64, end as f64)?;
        let bytes = Uint8Array::new(&self.reader.read_as_array_buffer(&slice)?.into());
        let read = bytes.length() as usize;
        bytes.copy_to(&mut buffer[..read]);
        Ok(read)
    }
}
