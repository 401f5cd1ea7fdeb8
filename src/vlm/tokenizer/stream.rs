//! Decoding token by token without ever showing half a character.

use super::TextTokenizer;
use crate::vlm::prompt::PromptError;

/// The readable text of a growing answer.
///
/// A byte-level token may hold part of a character. Such bytes are held back until the character is whole;
/// the answer's own text shows what never became whole as U+FFFD.
#[derive(Default)]
pub struct TextStream {
    ids: Vec<u32>,
    /// Where in `ids` the piece being decoded starts; everything before it has been shown.
    start: usize,
    /// Bytes of the piece that have been shown.
    shown: usize,
}

impl TextStream {
    /// Takes the next token; returns what can be shown now.
    pub fn push(&mut self, tokenizer: &TextTokenizer, id: u32) -> Result<String, PromptError> {
        self.ids.push(id);
        let piece = tokenizer.decode(&self.ids[self.start..])?;
        if piece.ends_with('\u{fffd}') {
            return Ok(String::new());
        }
        let fresh = piece.get(self.shown..).unwrap_or_default().to_owned();
        // The last token stays in the window: a decoder may treat the first token of a text differently.
        self.start = self.ids.len() - 1;
        self.shown = tokenizer.decode(&self.ids[self.start..])?.len();
        Ok(fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vlm::tokenizer::{GgufVocabulary, TokenKind};

    /// A byte-level vocabulary without merges: every byte is a token.
    fn bytes_only() -> TextTokenizer {
        let tokens: Vec<String> =
            tokenizers::pre_tokenizers::byte_level::ByteLevel::alphabet().into_iter().map(String::from).collect();
        let kinds = vec![TokenKind::Normal; tokens.len()];
        let vocabulary = GgufVocabulary { pre: "smollm", tokens: &tokens, kinds, merges: &[], first: None };
        TextTokenizer::from_gguf(&vocabulary).unwrap()
    }

    #[test]
    fn whole_characters_only() {
        let tokenizer = bytes_only();
        let text = "né €🦀.";
        let ids = tokenizer.encode(text).unwrap();
        assert_eq!(ids.len(), text.len());
        let mut stream = TextStream::default();
        let pieces: Vec<String> = ids.iter().map(|id| stream.push(&tokenizer, *id).unwrap()).collect();
        assert_eq!(pieces.concat(), text);
        assert!(pieces.iter().all(|piece| !piece.contains('\u{fffd}')));
    }

    #[test]
    fn a_broken_tail_stays_hidden() {
        let tokenizer = bytes_only();
        let ids = tokenizer.encode("a€").unwrap();
        let mut stream = TextStream::default();
        let shown: String = ids[..3].iter().map(|id| stream.push(&tokenizer, *id).unwrap()).collect();
        assert_eq!(shown, "a");
    }
}
