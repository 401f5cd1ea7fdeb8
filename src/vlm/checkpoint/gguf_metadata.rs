//! The metadata of a GGUF file, read with errors that name file and key. A value of another type than the key's is
//! refused; what is missing is never taken for something else.

use super::CheckpointError;
use super::declared::Declared;
use super::gguf_header::GgufHeader;
use super::gguf_reader::Value;
use crate::vlm::tokenizer::{GgufVocabulary, TokenKind};

impl GgufHeader {
    fn required<T>(&self, key: &str, value: Option<T>) -> Result<T, CheckpointError> {
        value.ok_or_else(|| CheckpointError::missing_field(&self.file, key))
    }

    fn read<'a, T>(
        &'a self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, CheckpointError> {
        let Some(value) = self.values.get(key) else { return Ok(None) };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(CheckpointError::unexpected(&self.file, key, value.words(), expected)),
        }
    }

    pub fn optional_whole(&self, key: &str) -> Result<Option<u64>, CheckpointError> {
        self.read(key, "a whole number", |value| match value {
            Value::Whole(number) => Some(*number),
            _ => None,
        })
    }

    pub fn optional_size(&self, key: &str) -> Result<Option<Declared<u64>>, CheckpointError> {
        Ok(self.optional_whole(key)?.map(|value| Declared::new(&self.file, key, value)))
    }

    pub fn size(&self, key: &str) -> Result<Declared<u64>, CheckpointError> {
        self.required(key, self.optional_size(key)?)
    }

    pub fn optional_number(&self, key: &str) -> Result<Option<Declared<f64>>, CheckpointError> {
        let number = self.read(key, "a number with a fraction", |value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })?;
        Ok(number.map(|value| Declared::new(&self.file, key, value)))
    }

    pub fn number(&self, key: &str) -> Result<Declared<f64>, CheckpointError> {
        self.required(key, self.optional_number(key)?)
    }

    pub fn optional_text(&self, key: &str) -> Result<Option<&str>, CheckpointError> {
        self.read(key, "a text", |value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn text(&self, key: &str) -> Result<&str, CheckpointError> {
        self.required(key, self.optional_text(key)?)
    }

    pub fn flag(&self, key: &str) -> Result<Option<bool>, CheckpointError> {
        self.read(key, "true or false", |value| match value {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        })
    }

    fn texts(&self, key: &str) -> Result<&[String], CheckpointError> {
        let texts = self.read(key, "a list of texts", |value| match value {
            Value::Texts(texts) => Some(texts.as_slice()),
            _ => None,
        })?;
        self.required(key, texts)
    }

    /// Three numbers, one per colour channel.
    pub fn channels(&self, key: &str) -> Result<Option<[Declared<f64>; 3]>, CheckpointError> {
        self.read(key, "three numbers", |value| match value {
            Value::Numbers(numbers) => {
                let numbers = numbers.iter().map(|number| Declared::new(&self.file, key, *number));
                numbers.collect::<Vec<_>>().try_into().ok()
            }
            _ => None,
        })
    }

    /// Fails unless the text at `key` is `expected`.
    pub fn expect(&self, key: &str, expected: &str) -> Result<(), CheckpointError> {
        match self.text(key)? {
            found if found == expected => Ok(()),
            found => Err(CheckpointError::unexpected(&self.file, key, found, expected)),
        }
    }

    /// Fails when a key below `prefix` is not among `known`: what it asks for would not be done.
    pub fn expect_only(&self, prefix: &str, known: &[&str]) -> Result<(), CheckpointError> {
        let unknown = |key: &&String| {
            let rest = key.strip_prefix(prefix);
            rest.is_some_and(|rest| !known.contains(&rest))
        };
        match self.values.iter().filter(|(key, _)| unknown(key)).min_by_key(|(key, _)| *key) {
            Some((key, value)) => {
                Err(CheckpointError::unexpected(&self.file, key, value.words(), "nothing, as this isn't done here"))
            }
            None => Ok(()),
        }
    }

    /// The id of a token that has a part to play, within the vocabulary.
    pub fn token(&self, key: &str) -> Result<Option<u32>, CheckpointError> {
        let most = (self.texts("tokenizer.ggml.tokens")?.len() as u32).saturating_sub(1);
        let Some(id) = self.optional_size(key)? else { return Ok(None) };
        Ok(Some(id.within(0..=most)? as u32))
    }

    /// `tokenizer.ggml.*`.
    pub fn vocabulary(&self) -> Result<GgufVocabulary<'_>, CheckpointError> {
        self.expect("tokenizer.ggml.model", "gpt2")?;
        if self.flag("tokenizer.ggml.add_eos_token")? == Some(true) {
            return Err(CheckpointError::unexpected(&self.file, "tokenizer.ggml.add_eos_token", "true", "false"));
        }
        let (key, expected) = ("tokenizer.ggml.token_type", "a list of numbers from 1 to 6");
        let kinds = self.read(key, expected, |value| match value {
            Value::Wholes(kinds) => kinds.iter().map(|kind| token_kind(*kind)).collect::<Option<_>>(),
            _ => None,
        })?;
        let first = match self.flag("tokenizer.ggml.add_bos_token")? {
            Some(true) => Some(self.required(BOS, self.token(BOS)?)?),
            _ => None,
        };
        Ok(GgufVocabulary {
            pre: self.text("tokenizer.ggml.pre")?,
            tokens: self.texts("tokenizer.ggml.tokens")?,
            kinds: self.required(key, kinds)?,
            merges: self.texts("tokenizer.ggml.merges")?,
            first,
        })
    }
}

const BOS: &str = "tokenizer.ggml.bos_token_id";

/// As `llama.h` numbers them: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 a byte.
fn token_kind(number: u64) -> Option<TokenKind> {
    match number {
        3 => Some(TokenKind::Control),
        4 => Some(TokenKind::UserDefined),
        1 | 2 | 5 | 6 => Some(TokenKind::Normal),
        _ => None,
    }
}
