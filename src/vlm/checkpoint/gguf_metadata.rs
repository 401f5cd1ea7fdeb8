//! The metadata of a GGUF file, read with errors that name file and key.

use super::{CheckpointError, NamedSource};
use crate::vlm::tokenizer::{GgufVocabulary, TokenKind};
use candle_core::quantized::gguf_file::{Content, Value};
use std::io::BufReader;

/// The first four bytes of every GGUF file.
const MAGIC: &[u8; 4] = b"GGUF";

/// An open GGUF file with its header read.
pub struct GgufHeader {
    pub file: String,
    pub reader: BufReader<Box<dyn super::ReadSeek>>,
    pub content: Content,
}

impl GgufHeader {
    pub fn open(source: NamedSource) -> Result<Self, CheckpointError> {
        let NamedSource { name: file, reader } = source;
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        match std::io::BufRead::fill_buf(&mut reader) {
            Ok(start) if start.starts_with(MAGIC) => {}
            Ok(_) => return Err(CheckpointError::unreadable(&file, "it is not a GGUF file")),
            Err(error) => return Err(CheckpointError::unreadable(&file, error)),
        }
        let content = Content::read(&mut reader).map_err(|error| CheckpointError::unreadable(&file, error))?;
        Ok(Self { file, reader, content })
    }

    pub fn value(&self, key: &str) -> Option<&Value> {
        self.content.metadata.get(key)
    }

    fn required(&self, key: &str) -> Result<&Value, CheckpointError> {
        self.value(key).ok_or_else(|| CheckpointError::missing_field(&self.file, key))
    }

    fn wrong(&self, key: &str, value: &Value, expected: &str) -> CheckpointError {
        CheckpointError::unexpected(&self.file, key, format!("{:?}", value.value_type()), expected)
    }

    pub fn size(&self, key: &str) -> Result<usize, CheckpointError> {
        let value = self.required(key)?;
        whole(value).ok_or_else(|| self.wrong(key, value, "a whole number"))
    }

    /// A size that may be missing.
    pub fn optional_size(&self, key: &str) -> Option<usize> {
        self.value(key).and_then(whole)
    }

    pub fn number(&self, key: &str) -> Result<f64, CheckpointError> {
        let value = self.required(key)?;
        float(value).ok_or_else(|| self.wrong(key, value, "a number"))
    }

    pub fn text(&self, key: &str) -> Result<&str, CheckpointError> {
        let value = self.required(key)?;
        value.to_string().map(String::as_str).map_err(|_| self.wrong(key, value, "a text"))
    }

    pub fn list(&self, key: &str) -> Result<&[Value], CheckpointError> {
        let value = self.required(key)?;
        value.to_vec().map(Vec::as_slice).map_err(|_| self.wrong(key, value, "a list"))
    }

    /// Three numbers, one per colour channel.
    pub fn channels(&self, key: &str) -> Option<[f32; 3]> {
        let list = self.value(key)?.to_vec().ok()?;
        let numbers: Vec<f32> = list.iter().filter_map(float).map(|number| number as f32).collect();
        numbers.try_into().ok()
    }

    /// Fails unless the text at `key` is `expected`.
    pub fn expect(&self, key: &str, expected: &str) -> Result<(), CheckpointError> {
        match self.text(key)? {
            found if found == expected => Ok(()),
            found => Err(CheckpointError::unexpected(&self.file, key, found, expected)),
        }
    }

    /// `tokenizer.ggml.*`.
    pub fn vocabulary(&self) -> Result<GgufVocabulary, CheckpointError> {
        let texts = |key: &str| -> Result<Vec<String>, CheckpointError> {
            self.list(key)?
                .iter()
                .map(|value| value.to_string().cloned().map_err(|_| self.wrong(key, value, "a text")))
                .collect()
        };
        self.expect("tokenizer.ggml.model", "gpt2")?;
        let kinds = self
            .list("tokenizer.ggml.token_type")?
            .iter()
            .map(|value| match whole(value) {
                Some(3) => TokenKind::Control,
                Some(4) => TokenKind::UserDefined,
                _ => TokenKind::Normal,
            })
            .collect();
        Ok(GgufVocabulary {
            pre: self.text("tokenizer.ggml.pre")?.to_owned(),
            tokens: texts("tokenizer.ggml.tokens")?,
            kinds,
            merges: texts("tokenizer.ggml.merges")?,
        })
    }
}

fn whole(value: &Value) -> Option<usize> {
    match value {
        Value::I32(number) => usize::try_from(*number).ok(),
        Value::I64(number) => usize::try_from(*number).ok(),
        other => other.to_u64().ok().and_then(|number| usize::try_from(number).ok()),
    }
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::F32(number) => Some(f64::from(*number)),
        Value::F64(number) => Some(*number),
        other => whole(other).map(|number| number as f64),
    }
}
