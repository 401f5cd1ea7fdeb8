//! The same tokenizer, rebuilt from what a GGUF text file says about it.
//!
//! llama.cpp's pre-tokenizer `smollm` is: digits one by one, then the byte-level split of GPT-2.

use super::TextTokenizer;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::pre_tokenizers::{byte_level::ByteLevel, digits::Digits, sequence::Sequence};
use tokenizers::{AddedToken, PreTokenizerWrapper, Tokenizer};

/// `tokenizer.ggml.token_type` (GGUF specification).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Normal,
    Control,
    UserDefined,
}

/// `tokenizer.ggml.*` of a GGUF text file.
pub struct GgufVocabulary<'a> {
    /// Name of the pre-tokenizer.
    pub pre: &'a str,
    /// Token text by id, in byte-level spelling.
    pub tokens: &'a [String],
    pub kinds: Vec<TokenKind>,
    /// "left right", by rank.
    pub merges: &'a [String],
    /// A token that every prompt begins with, whether the template writes it or not.
    pub first: Option<u32>,
}

impl TextTokenizer {
    /// Rebuilds the tokenizer. The error says what is missing or unknown.
    pub fn from_gguf(vocabulary: &GgufVocabulary<'_>) -> Result<Self, String> {
        if vocabulary.pre != "smollm" {
            return Err(format!("pre-tokenizer \"{}\" is not known here, expected \"smollm\"", vocabulary.pre));
        }
        if vocabulary.kinds.len() != vocabulary.tokens.len() {
            return Err(format!("{} tokens but {} token types", vocabulary.tokens.len(), vocabulary.kinds.len()));
        }
        let ids = vocabulary.tokens.iter().cloned().zip(0..).collect::<Vocab>();
        if ids.len() != vocabulary.tokens.len() || ids.is_empty() {
            return Err(format!("{} tokens, of which {} differ", vocabulary.tokens.len(), ids.len()));
        }
        let merges = vocabulary
            .merges
            .iter()
            .map(|merge| merge.split_once(' ').map(|(left, right)| (left.to_owned(), right.to_owned())))
            .collect::<Option<Vec<_>>>()
            .ok_or("a merge without two parts")?;
        let model = BPE::builder().vocab_and_merges(ids, merges).build().map_err(|error| error.to_string())?;

        let mut inner = Tokenizer::new(model);
        inner.with_pre_tokenizer(Some(Sequence::new(vec![
            PreTokenizerWrapper::Digits(Digits::new(true)),
            PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, true, true)),
        ])));
        inner.with_decoder(Some(ByteLevel::new(true, true, true)));
        let of_kind = |kind: TokenKind| {
            vocabulary.tokens.iter().zip(&vocabulary.kinds).filter(move |(_, k)| **k == kind).map(|(token, _)| token)
        };
        let controls: Vec<_> =
            of_kind(TokenKind::Control).map(|token| AddedToken::from(token.clone(), true).normalized(false)).collect();
        let added: Vec<_> = of_kind(TokenKind::UserDefined)
            .map(|token| AddedToken::from(token.clone(), false).normalized(false))
            .collect();
        inner.add_special_tokens(controls).map_err(|error| error.to_string())?;
        inner.add_tokens(added).map_err(|error| error.to_string())?;
        Ok(Self { inner, first: vocabulary.first })
    }
}
