//! The JSON files of a folder, read field by field with errors that name file and field. A field of another type than it
//! should have is refused; only `null` and silence are the same.

use super::declared::Declared;
use super::{CheckpointError, Folder};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::io::Read;

/// Files of a folder are read up to this size; the longest tokenizers have a third of it.
const MOST_BYTES: u64 = 100_000_000;
/// Files that are kept as JSON, which takes many times the room.
const MOST_JSON_BYTES: usize = 16_000_000;

/// Windows' editors put it in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a file of the folder whole, or `None` when it is not there. A byte order mark is left out.
pub fn read_optional(folder: &dyn Folder, file: &str) -> Result<Option<Vec<u8>>, CheckpointError> {
    let unreadable = |error: std::io::Error| CheckpointError::unreadable(file, error);
    let Some(reader) = folder.open(file).map_err(unreadable)? else { return Ok(None) };
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(CheckpointError::unreadable(file, "it is far longer than such a file can be"));
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(Some(bytes))
}

pub fn read_required(folder: &dyn Folder, file: &str) -> Result<Vec<u8>, CheckpointError> {
    read_optional(folder, file)?.ok_or_else(|| CheckpointError::FileMissing { file: file.to_owned() })
}

pub fn parse<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, CheckpointError> {
    if bytes.len() > MOST_JSON_BYTES {
        return Err(CheckpointError::unreadable(file, "it is far longer than such a file can be"));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(CheckpointError::unreadable(file, "it is UTF-16, as its byte order mark says, expected UTF-8"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        // What Python writes for numbers that JSON has no words for.
        let line = bytes.split(|byte| *byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let place = line.get(error.column().saturating_sub(2)..).unwrap_or_default();
        let odd = ["NaN", "Infinity", "-Infinity"].iter().find(|word| {
            let word = word.as_bytes();
            place.windows(word.len()).take(3).any(|found| found == word)
        });
        match odd {
            Some(word) => CheckpointError::unreadable(file, format_args!("{word} is no number of JSON ({error})")),
            None => CheckpointError::unreadable(file, error),
        }
    })
}

/// An object of a file.
#[derive(Clone, Debug)]
pub struct Object {
    pub file: String,
    /// What leads to it, with a dot behind.
    path: String,
    fields: Map<String, Value>,
}

impl Object {
    /// The file as an object.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, CheckpointError> {
        match parse(file, bytes)? {
            Value::Object(fields) => Ok(Self { file: file.to_owned(), path: String::new(), fields }),
            other => Err(CheckpointError::unexpected(file, "what it holds", words(&other), "an object")),
        }
    }

    fn key(&self, field: &str) -> String {
        format!("{}{field}", self.path)
    }

    fn get(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    fn read<'a, T>(
        &'a self,
        field: &str,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, CheckpointError> {
        let Some(value) = self.get(field) else { return Ok(None) };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(self.refuse(field, expected)),
        }
    }

    /// The error that the field isn't what it should be.
    pub fn refuse(&self, field: &str, expected: &str) -> CheckpointError {
        let found = self.get(field).map_or_else(|| "missing".to_owned(), words);
        CheckpointError::unexpected(&self.file, &self.key(field), found, expected)
    }

    pub fn missing(&self, field: &str) -> CheckpointError {
        CheckpointError::missing_field(&self.file, &self.key(field))
    }

    pub fn object(&self, field: &str) -> Result<Option<Object>, CheckpointError> {
        let fields = self.read(field, "an object", Value::as_object)?;
        let path = format!("{}.", self.key(field));
        Ok(fields.map(|fields| Object { file: self.file.clone(), path, fields: fields.clone() }))
    }

    pub fn size(&self, field: &str) -> Result<Option<Declared<u64>>, CheckpointError> {
        let size = self.read(field, "a whole number", Value::as_u64)?;
        Ok(size.map(|value| Declared::new(&self.file, &self.key(field), value)))
    }

    /// What transformers takes where nothing is said.
    pub fn size_or(&self, field: &str, default: u64) -> Result<Declared<u64>, CheckpointError> {
        Ok(self.size(field)?.unwrap_or_else(|| Declared::new(&self.file, &self.key(field), default)))
    }

    pub fn number(&self, field: &str) -> Result<Option<Declared<f64>>, CheckpointError> {
        let number = self.read(field, "a number", Value::as_f64)?;
        Ok(number.map(|value| Declared::new(&self.file, &self.key(field), value)))
    }

    pub fn number_or(&self, field: &str, default: f64) -> Result<Declared<f64>, CheckpointError> {
        Ok(self.number(field)?.unwrap_or_else(|| Declared::new(&self.file, &self.key(field), default)))
    }

    /// One number for all three colour channels, or a list of three.
    pub fn channels(&self, field: &str) -> Result<Option<[Declared<f64>; 3]>, CheckpointError> {
        let number = |value: f64| Declared::new(&self.file, &self.key(field), value);
        self.read(field, "a number or three numbers", |value| match value {
            Value::Array(list) => {
                let numbers: Option<Vec<_>> = list.iter().map(|value| value.as_f64().map(number)).collect();
                numbers?.try_into().ok()
            }
            one => one.as_f64().map(|one| std::array::from_fn(|_| number(one))),
        })
    }

    pub fn flag(&self, field: &str) -> Result<Option<bool>, CheckpointError> {
        self.read(field, "true or false", Value::as_bool)
    }

    pub fn text(&self, field: &str) -> Result<Option<&str>, CheckpointError> {
        self.read(field, "a text", Value::as_str)
    }

    /// One whole number or a list of some.
    pub fn ids(&self, field: &str) -> Result<Option<Vec<u32>>, CheckpointError> {
        let id = |value: &Value| value.as_u64().and_then(|id| u32::try_from(id).ok());
        self.read(field, "the id of a token, or a list of ids", |value| match value {
            Value::Array(list) if list.is_empty() => None,
            Value::Array(list) => list.iter().map(id).collect(),
            one => id(one).map(|id| vec![id]),
        })
    }

    /// Fails when the text is there and none of `expected`.
    pub fn expect_text(&self, field: &str, expected: &[&str]) -> Result<(), CheckpointError> {
        match self.text(field)? {
            Some(found) if !expected.contains(&found) => Err(self.refuse(field, &expected.join(" or "))),
            _ => Ok(()),
        }
    }

    /// Fails when the field says the opposite of what is done here anyway.
    pub fn expect_flag(&self, field: &str, expected: bool) -> Result<(), CheckpointError> {
        match self.flag(field)? {
            Some(found) if found != expected => Err(self.refuse(field, if expected { "true" } else { "false" })),
            _ => Ok(()),
        }
    }

    /// Fails when a field is set, of those that ask for what isn't done here. `false`, 0 and an empty list ask for
    /// nothing.
    pub fn expect_unset(&self, fields: &[&str]) -> Result<(), CheckpointError> {
        let asks = |value: &Value| match value {
            Value::Bool(flag) => *flag,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::Array(list) => !list.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            _ => true,
        };
        match fields.iter().find(|field| self.get(field).is_some_and(asks)) {
            Some(field) => Err(self.refuse(field, "nothing, as this isn't done here")),
            None => Ok(()),
        }
    }

    /// Fails when a number is there and isn't 1: factors that aren't applied here.
    pub fn expect_one(&self, fields: &[&str]) -> Result<(), CheckpointError> {
        match fields.iter().find(|field| self.get(field).is_some_and(|value| value.as_f64() != Some(1.0))) {
            Some(field) => Err(self.refuse(field, "1")),
            None => Ok(()),
        }
    }
}

/// A value as an error shows it.
fn words(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
