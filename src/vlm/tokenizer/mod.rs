//! Text to token ids and back, from `tokenizer.json` or from the metadata of a GGUF file.

mod from_gguf;
mod stream;

pub use from_gguf::{GgufVocabulary, TokenKind};
pub use stream::TextStream;

use super::prompt::PromptError;

/// The model's tokenizer.
pub struct TextTokenizer {
    inner: tokenizers::Tokenizer,
    /// A token that every prompt begins with, whether the template writes it or not.
    first: Option<u32>,
}

impl TextTokenizer {
    /// Reads a Hugging Face `tokenizer.json`. What it was saved with for training, limits and padding, doesn't count
    /// for prompts. The error is the library's description.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let mut inner = tokenizers::Tokenizer::from_bytes(bytes).map_err(|error| error.to_string())?;
        inner.with_truncation(None).map_err(|error| error.to_string())?;
        inner.with_padding(None);
        let tokenizer = Self { inner, first: None };
        // Templates write their special tokens out, so nothing may be added to a prompt.
        if tokenizer.ids("a", true)? != tokenizer.ids("a", false)? {
            return Err("its post_processor adds tokens to every text, which is not done here".to_owned());
        }
        Ok(tokenizer)
    }

    fn ids(&self, text: &str, add_special_tokens: bool) -> Result<Vec<u32>, String> {
        let encoding = self.inner.encode_fast(text, add_special_tokens).map_err(|error| error.to_string())?;
        Ok(encoding.get_ids().to_vec())
    }

    /// Ids of a prompt whose special tokens are written out; none are added but the one all prompts begin with.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, PromptError> {
        let mut ids = self.ids(text, false).map_err(PromptError::Tokenizer)?;
        if let Some(first) = self.first
            && ids.first() != Some(&first)
        {
            ids.insert(0, first);
        }
        Ok(ids)
    }

    /// The highest id that a text can have.
    pub fn highest_id(&self) -> u32 {
        self.inner.get_vocab(true).into_values().max().unwrap_or(0)
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
