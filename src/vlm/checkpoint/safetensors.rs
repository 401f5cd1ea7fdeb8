//! Reading single tensors from safetensors files.

use super::safetensors_header::{self, Entry};
use super::{CheckpointError, ReadSeek, buffer};
use candle_core::{DType, Device, Tensor};
use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

/// One safetensors file with its header read.
pub struct SafetensorsFile {
    pub name: String,
    reader: Box<dyn ReadSeek>,
    entries: HashMap<String, Entry>,
}

impl SafetensorsFile {
    pub fn open(name: &str, mut reader: Box<dyn ReadSeek>) -> Result<Self, CheckpointError> {
        let entries = safetensors_header::read(name, reader.as_mut())?;
        Ok(Self { name: name.to_owned(), reader, entries })
    }

    pub fn tensors(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    pub fn shape(&self, tensor: &str) -> Option<&[usize]> {
        self.entries.get(tensor).map(|entry| entry.shape.as_slice())
    }

    /// Fails unless the tensor has this shape and a type that can be read.
    pub fn check(&self, tensor: &str, expected: &[usize]) -> Result<(), CheckpointError> {
        self.entry(tensor, expected).map(drop)
    }

    fn entry(&self, tensor: &str, expected: &[usize]) -> Result<(&Entry, DType), CheckpointError> {
        let (file, tensor) = (self.name.clone(), tensor.to_owned());
        let Some(entry) = self.entries.get(&tensor) else {
            return Err(CheckpointError::TensorMissing { file, tensor, expected: expected.to_vec() });
        };
        if entry.shape != expected {
            let (found, expected) = (entry.shape.clone(), expected.to_vec());
            return Err(CheckpointError::TensorShape { file, tensor, found, expected });
        }
        match entry.dtype.as_str() {
            "F32" => Ok((entry, DType::F32)),
            "F16" => Ok((entry, DType::F16)),
            "BF16" => Ok((entry, DType::BF16)),
            other => Err(CheckpointError::TensorType { file, tensor, found: other.to_owned() }),
        }
    }

    /// Reads one tensor and turns it into float32.
    pub fn read(&mut self, tensor: &str, expected: &[usize]) -> Result<Tensor, CheckpointError> {
        let (entry, dtype) = self.entry(tensor, expected)?;
        let range = entry.bytes.clone();
        let unreadable = |detail: &dyn std::fmt::Display| CheckpointError::tensor(&self.name, tensor, detail);
        let mut bytes = buffer(range.end - range.start).map_err(|detail| unreadable(&detail))?;
        self.reader
            .seek(SeekFrom::Start(range.start))
            .and_then(|_| self.reader.read_exact(&mut bytes))
            .map_err(|error| unreadable(&error))?;
        Tensor::from_raw_buffer(&bytes, dtype, expected, &Device::Cpu)
            .and_then(|tensor| tensor.to_dtype(DType::F32))
            .map_err(|error| unreadable(&error))
    }
}
