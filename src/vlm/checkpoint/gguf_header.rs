//! The header of a GGUF file, read and checked: metadata, and where each tensor is.
//!
//! Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. As llama.cpp does, this refuses keys and tensors
//! that come twice, and tensors that are not where the ones before them end.

use super::gguf_reader::{HeaderReader, Value, invalid};
use super::gguf_types;
use super::{CheckpointError, NamedSource, ReadSeek};
use candle_core::quantized::GgmlDType;
use std::collections::HashMap;
use std::io::{self, BufReader, Seek, SeekFrom};

/// The first four bytes of every GGUF file.
const MAGIC: u32 = u32::from_le_bytes(*b"GGUF");
/// Where `general.alignment` is silent.
const DEFAULT_ALIGNMENT: u64 = 32;
const MOST_ALIGNMENT: u64 = 1 << 20;
const MOST_SIDES: u32 = 4;

/// A tensor of the file.
pub struct Place {
    pub dtype: GgmlDType,
    /// Slowest side first.
    pub shape: Vec<usize>,
    /// Of its first byte, in the file.
    pub start: u64,
    pub bytes: u64,
}

/// An open GGUF file with its header read.
pub struct GgufHeader {
    pub file: String,
    pub reader: BufReader<Box<dyn ReadSeek>>,
    pub values: HashMap<String, Value>,
    pub tensors: HashMap<String, Place>,
}

/// A tensor as the header has it.
struct Entry {
    name: String,
    /// Slowest side first.
    sides: Vec<u64>,
    kind: u32,
    offset: u64,
}

impl GgufHeader {
    /// # Errors
    /// Names the file, and the key or the tensor to blame.
    pub fn open(source: NamedSource) -> Result<Self, CheckpointError> {
        let NamedSource { name: file, reader } = source;
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let unreadable = |error: io::Error| CheckpointError::unreadable(&file, error);
        let file_bytes = reader.seek(SeekFrom::End(0)).map_err(unreadable)?;
        reader.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut header = HeaderReader::new(&mut reader, file_bytes);
        if header.u32().ok() != Some(MAGIC) {
            return Err(CheckpointError::unreadable(&file, "it is not a GGUF file"));
        }
        check_version(&file, header.u32().map_err(unreadable)?)?;
        let (values, entries) = read(&mut header).map_err(unreadable)?;
        let position = header.position();
        let mut header = Self { file, reader, values, tensors: HashMap::new() };
        header.check_whole()?;
        header.place(entries, position, file_bytes)?;
        Ok(header)
    }

    /// Refuses a part of a file that was split.
    fn check_whole(&self) -> Result<(), CheckpointError> {
        let parts = self.optional_whole("split.count")?.unwrap_or(1);
        if parts > 1 {
            let part = self.optional_whole("split.no")?.unwrap_or(0).saturating_add(1);
            return Err(CheckpointError::Part { file: self.file.clone(), part, parts });
        }
        Ok(())
    }

    /// Finds the bytes of each tensor: one after the other, each at the next multiple of the alignment.
    fn place(&mut self, entries: Vec<Entry>, position: u64, file_bytes: u64) -> Result<(), CheckpointError> {
        let alignment = self.optional_whole("general.alignment")?.unwrap_or(DEFAULT_ALIGNMENT);
        if !alignment.is_power_of_two() || alignment > MOST_ALIGNMENT {
            let expected = format!("a power of two up to {MOST_ALIGNMENT}");
            return Err(CheckpointError::unexpected(&self.file, "general.alignment", alignment, expected));
        }
        // Whatever is added stays far below 2⁶⁴: the header is short, and tensors end within the file.
        let start = position.next_multiple_of(alignment);
        let mut end = 0;
        for Entry { name, sides, kind, offset } in entries {
            let wrong = |detail: String| CheckpointError::tensor(&self.file, &name, detail);
            let dtype = gguf_types::known(kind).ok_or_else(|| CheckpointError::TensorType {
                file: self.file.clone(),
                tensor: name.clone(),
                found: gguf_types::name(kind),
            })?;
            let expected = u64::next_multiple_of(end, alignment);
            if offset != expected {
                return Err(wrong(format!(
                    "its offset is {offset}, expected {expected}, where the one before it ends"
                )));
            }
            let bytes = gguf_types::bytes(dtype, &sides).filter(|bytes| *bytes > 0);
            let bytes = bytes.ok_or_else(|| wrong(format!("its sides {sides:?} make no tensor of {dtype:?}")))?;
            let place = start + offset;
            if file_bytes.checked_sub(place).is_none_or(|left| bytes > left) {
                return Err(wrong("the file ends too early".to_owned()));
            }
            let shape: Option<Vec<usize>> = sides.iter().map(|side| usize::try_from(*side).ok()).collect();
            let shape = shape.ok_or_else(|| wrong("it is too large for this program".to_owned()))?;
            end = offset + bytes;
            if self.tensors.insert(name.clone(), Place { dtype, shape, start: place, bytes }).is_some() {
                return Err(CheckpointError::tensor(&self.file, &name, "it is there twice"));
            }
        }
        if file_bytes > (start + end).next_multiple_of(alignment) {
            let end = start + end;
            let detail = format!("its tensors end at byte {end}, the file at byte {file_bytes}");
            return Err(CheckpointError::unreadable(&self.file, detail));
        }
        Ok(())
    }
}

fn check_version(file: &str, version: u32) -> Result<(), CheckpointError> {
    let found = match version {
        2 | 3 => return Ok(()),
        // The number of the version is the first that the order of the bytes turns round.
        other if other.swap_bytes() < 1 << 16 && other >= 1 << 16 => "it is big-endian".to_owned(),
        other => format!("version {other}"),
    };
    Err(CheckpointError::GgufKind { file: file.to_owned(), found })
}

fn read(header: &mut HeaderReader<'_>) -> io::Result<(HashMap<String, Value>, Vec<Entry>)> {
    let (tensors, keys) = (header.u64()?, header.u64()?);
    // A key is a length, a type and a value; a tensor a length, sides, a type and an offset.
    header.fits(keys, 13)?;
    header.fits(tensors, 24)?;
    let mut values = HashMap::new();
    for _ in 0..keys {
        let (key, kind) = (header.text()?, header.u32()?);
        let value = header.value(kind)?;
        if values.insert(key.clone(), value).is_some() {
            return Err(invalid(&format!("its key {key} is there twice")));
        }
    }
    let entries = (0..tensors).map(|_| entry(header)).collect::<io::Result<_>>()?;
    Ok((values, entries))
}

fn entry(header: &mut HeaderReader<'_>) -> io::Result<Entry> {
    let (name, count) = (header.text()?, header.u32()?);
    if !(1..=MOST_SIDES).contains(&count) {
        return Err(invalid(&format!("its tensor {name} has {count} sides, and a tensor has one to {MOST_SIDES}")));
    }
    let mut sides = (0..count).map(|_| header.u64()).collect::<io::Result<Vec<_>>>()?;
    sides.reverse();
    Ok(Entry { name, sides, kind: header.u32()?, offset: header.u64()? })
}
