//! Reading single tensors from safetensors files.
//!
//! Format: 8 bytes of header length (little endian), a JSON header, the data
//! (https://huggingface.co/docs/safetensors).

use super::{CheckpointError, ReadSeek};
use candle_core::{DType, Device, Tensor};
use serde::Deserialize;
use std::collections::HashMap;
use std::io::{Read, SeekFrom};

/// Larger headers are refused, as the reference does.
const MAX_HEADER_BYTES: u64 = 100_000_000;

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

/// One safetensors file with its header read.
pub struct SafetensorsFile {
    name: String,
    reader: Box<dyn ReadSeek>,
    entries: HashMap<String, Entry>,
    data_start: u64,
}

impl SafetensorsFile {
    pub fn open(name: &str, mut reader: Box<dyn ReadSeek>) -> Result<Self, CheckpointError> {
        let unreadable = |detail: &dyn std::fmt::Display| CheckpointError::unreadable(name, detail);
        let mut length = [0; 8];
        reader.read_exact(&mut length).map_err(|_| unreadable(&"it is too short to be a safetensors file"))?;
        let length = u64::from_le_bytes(length);
        let file_bytes = reader.seek(SeekFrom::End(0)).map_err(|error| unreadable(&error))?;
        if length > MAX_HEADER_BYTES || length > file_bytes.saturating_sub(8) {
            return Err(unreadable(&"it is not a safetensors file (its header length makes no sense)"));
        }
        let mut header = vec![0; length as usize];
        reader
            .seek(SeekFrom::Start(8))
            .and_then(|_| reader.read_exact(&mut header))
            .map_err(|error| unreadable(&error))?;
        let mut entries: HashMap<String, serde_json::Value> = serde_json::from_slice(&header)
            .map_err(|error| unreadable(&format_args!("its header is not JSON ({error})")))?;
        entries.remove("__metadata__");
        let entries = entries
            .into_iter()
            .map(|(tensor, value)| Ok((tensor, serde_json::from_value(value)?)))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|error| unreadable(&format_args!("its header is damaged ({error})")))?;
        Ok(Self { name: name.to_owned(), reader, entries, data_start: 8 + length })
    }

    pub fn tensors(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    pub fn shape(&self, tensor: &str) -> Option<&[usize]> {
        self.entries.get(tensor).map(|entry| entry.shape.as_slice())
    }

    /// Reads one tensor and turns it into float32.
    pub fn read(&mut self, tensor: &str, expected: &[usize]) -> Result<Tensor, CheckpointError> {
        let file = self.name.clone();
        let entry = self.entries.get(tensor).ok_or_else(|| CheckpointError::TensorMissing {
            file: file.clone(),
            tensor: tensor.to_owned(),
            expected: expected.to_vec(),
        })?;
        if entry.shape != expected {
            return Err(CheckpointError::TensorShape {
                file,
                tensor: tensor.to_owned(),
                found: entry.shape.clone(),
                expected: expected.to_vec(),
            });
        }
        let unreadable = |detail: String| CheckpointError::TensorUnreadable {
            file: file.clone(),
            tensor: tensor.to_owned(),
            expected: expected.to_vec(),
            detail,
        };
        let dtype = match entry.dtype.as_str() {
            "F32" => DType::F32,
            "F16" => DType::F16,
            "BF16" => DType::BF16,
            other => return Err(unreadable(format!("its type is {other}, expected F32, F16 or BF16"))),
        };
        let needed = (expected.iter().product::<usize>() * dtype.size_in_bytes()) as u64;
        let (start, end) = entry.data_offsets;
        if end.checked_sub(start) != Some(needed) {
            return Err(unreadable(format!(
                "the header gives it bytes {start} to {end}, but {needed} bytes are needed"
            )));
        }
        let mut bytes = vec![0; needed as usize];
        self.reader
            .seek(SeekFrom::Start(self.data_start + start))
            .and_then(|_| self.reader.read_exact(&mut bytes))
            .map_err(|error| unreadable(format!("the file ends too early ({error})")))?;
        Tensor::from_raw_buffer(&bytes, dtype, expected, &Device::Cpu)
            .and_then(|tensor| tensor.to_dtype(DType::F32))
            .map_err(|error| unreadable(error.to_string()))
    }
}
