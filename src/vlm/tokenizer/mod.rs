//! Text to token ids and back, from `tokenizer.json` or from the metadata of a GGUF file.

mod from_gguf;
mod stream;

pub use from_gguf::{GgufVocabulary, TokenKind};
pub use stream::TextStream;

use super::prompt::PromptError;

/// The model's tokenizer.
pub struct TextTokenizer {
    inner: tokenizers::Tokenizer,
}

impl TextTokenizer {
    /// Reads a Hugging Face `tokenizer.json`. The error is the library's description.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        tokenizers::Tokenizer::from_bytes(bytes).map(|inner| Self { inner }).map_err(|error| error.to_string())
    }

    /// Ids of a prompt whose special tokens are written out; none are added.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, PromptError> {
        let encoding =
            self.inner.encode_fast(text, false).map_err(|error| PromptError::Tokenizer(error.to_string()))?;
        Ok(encoding.get_ids().to_vec())
    }

    /// The whole text of `ids`, special tokens left out; incomplete characters show as U+FFFD.
    pub fn decode(&self, ids: &[u32]) -> Result<String, PromptError> {
        self.inner.decode(ids, true).map_err(|error| PromptError::Tokenizer(error.to_string()))
    }

    pub fn id_of(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    pub fn text_of(&self, id: u32) -> Option<String> {
        self.inner.id_to_token(id)
    }

    /// The special tokens, as text.
    pub fn special_tokens(&self) -> Vec<String> {
        self.inner
            .get_added_tokens_decoder()
            .into_values()
            .filter(|token| token.special)
            .map(|token| token.content)
            .collect()
    }
}
