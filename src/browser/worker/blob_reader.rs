//! A file or download as a synchronous source: only the bytes asked for are copied.

use crate::browser::seek::sought;
use js_sys::Uint8Array;
use std::io::{Error, Read, Result, Seek, SeekFrom};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Most bytes of one read. The browser makes a buffer for each, which lives until it collects its garbage.
const MOST_AT_A_TIME: usize = 1 << 20;

pub struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    position: u64,
    len: u64,
}

impl BlobReader {
    /// # Errors
    /// When this is not a worker, where alone synchronous reading is allowed.
    pub fn new(blob: Blob) -> Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failure(&error))?;
        let len = blob.size() as u64;
        Ok(Self { blob, reader, position: 0, len })
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let end = self.len.min(self.position + buffer.len().min(MOST_AT_A_TIME) as u64);
        if self.position >= end {
            return Ok(0);
        }
        let slice =
            self.blob.slice_with_f64_and_f64(self.position as f64, end as f64).map_err(|error| failure(&error))?;
        let content = self.reader.read_as_array_buffer(&slice).map_err(|error| failure(&error))?;
        let bytes = Uint8Array::new(&content);
        let read = bytes.length() as usize;
        bytes.copy_to(&mut buffer[..read]);
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, target: SeekFrom) -> Result<u64> {
        self.position = sought(target, self.position, self.len)?;
        Ok(self.position)
    }
}

fn failure(error: &JsValue) -> Error {
    let text = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    Error::other(text.unwrap_or_else(|| "the browser refused to read it".to_owned()))
}
