//! Keeping keys out of everything that is shown, copied or saved.

mod known;
mod lookalikes;

use super::dialect::Secret;
use known::KnownKeys;
use lookalikes::Lookalikes;

/// What stands in the place of a key.
pub const REDACTED: &str = "[key removed]";

/// A text without the keys that are known and without anything that looks like one: providers quote keys in errors.
pub fn redact<'s>(text: &str, known: impl IntoIterator<Item = &'s Secret>) -> String {
    let mut redactor = Redactor::new(known);
    let mut clean = redactor.push(text);
    clean.push_str(&redactor.finish());
    clean
}

/// The same for a text that comes in pieces, however it is split.
///
/// Each piece is read once. What may be the beginning of a key is held back until it is clear: at most as much as the
/// longest key, and nothing of an ordinary word.
#[derive(Clone, Default, PartialEq)]
pub struct Redactor {
    known: KnownKeys,
    lookalikes: Lookalikes,
}

impl Redactor {
    pub fn new<'s>(known: impl IntoIterator<Item = &'s Secret>) -> Self {
        Self { known: KnownKeys::new(known), lookalikes: Lookalikes::default() }
    }

    /// Takes the next piece; returns what may be shown now.
    pub fn push(&mut self, piece: &str) -> String {
        let (mut without_known, mut clean) = (String::with_capacity(piece.len()), String::with_capacity(piece.len()));
        self.known.push(piece, &mut without_known);
        self.lookalikes.push(&without_known, &mut clean);
        clean
    }

    /// The text is over: returns what was held back.
    pub fn finish(&mut self) -> String {
        let (mut without_known, mut clean) = (String::new(), String::new());
        self.known.finish(&mut without_known);
        self.lookalikes.push(&without_known, &mut clean);
        self.lookalikes.finish(&mut clean);
        clean
    }
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Redactor(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_keys_and_lookalikes_go() {
        let key = Secret::new("my own gateway's word");
        let clean = redact("Wrong key: my own gateway's word, sk-proj-abc****wxyz9876 and vck_0123456789abc.", [&key]);
        assert_eq!(clean, "Wrong key: [key removed], [key removed] and [key removed]");
        let clean = redact("authorization: Bearer 0123456789abcdef;x=AIzaSyA1234567890", None);
        assert_eq!(clean, "authorization: Bearer [key removed];x=[key removed]");
    }

    #[test]
    fn other_words_stay() {
        let text = "The bearer of risk-free task-lists asks for a sk-8 and for \u{e9}t\u{e9}, in 12 lines.\n";
        assert_eq!(redact(text, [&Secret::new("")]), text);
    }

    #[test]
    fn a_key_is_hidden_in_json_too_and_the_longer_of_two_goes_whole() {
        let odd = Secret::new("a \"quoted\" key\\");
        assert_eq!(redact(r#"{"you sent": "a \"quoted\" key\\"}"#, [&odd]), r#"{"you sent": "[key removed]"}"#);
        let (short, long) = (Secret::new("one key"), Secret::new("one key and more"));
        assert_eq!(
            redact("one key and more, one key and less", [&short, &long]),
            "[key removed], [key removed] and less"
        );
    }

    #[test]
    fn ordinary_words_are_shown_at_once_and_keys_never() {
        let mut redactor = Redactor::new([&Secret::new("my secret word")]);
        assert_eq!(redactor.push("A tas"), "A ta", "an s may begin a key");
        assert_eq!(redactor.push("k of my"), "sk of ");
        assert_eq!(redactor.push(" secret word, sk-01234567"), "[key removed], ");
        assert_eq!(redactor.push("89abc"), "[key removed]");
        assert_eq!(redactor.push("defgh ij"), " ij");
        assert_eq!(redactor.push(" my sec"), " ");
        assert_eq!(redactor.finish(), "my sec");
        assert!(!format!("{redactor:?}").contains("secret"));
    }

    #[test]
    fn a_long_text_is_read_once() {
        let key = Secret::new("sk-0123456789abcdef");
        let (mut redactor, mut shown) = (Redactor::new([&key]), 0);
        for at in 0..20_000 {
            let piece = if at % 7 == 0 { "sk-0123456789abc" } else { " word " };
            shown += redactor.push(piece).len();
            let held = redactor.known.held.len() + redactor.lookalikes.held.len();
            assert!(held <= 2 * 19, "{held} letters wait at piece {at}");
        }
        assert!(shown > 20_000);
    }

    proptest! {
        /// However a text is split, the same is shown, and a known key never.
        #[test]
        fn every_split_hides_the_same(
            key in "[a-z]{1,3}[-a-c ]{4,12}",
            pieces in proptest::collection::vec("[a-cBbear skvckAIz_\\-.é]{0,12}|KEY|Bearer |sk-", 0..12),
        ) {
            let secret = Secret::new(key.as_str());
            let pieces: Vec<_> = pieces.into_iter().map(|piece| if piece == "KEY" { key.clone() } else { piece }).collect();
            let whole = redact(&pieces.concat(), [&secret]);
            if !REDACTED.contains(key.trim()) {
                prop_assert!(!whole.contains(key.trim()), "{whole}");
            }
            let mut redactor = Redactor::new([&secret]);
            let mut shown: String = pieces.iter().map(|piece| redactor.push(piece)).collect();
            shown.push_str(&redactor.finish());
            prop_assert_eq!(&shown, &whole);
            let mut redactor = Redactor::new([&secret]);
            let letters: String = pieces.concat().chars().map(|sign| redactor.push(&sign.to_string())).collect();
            prop_assert_eq!(letters + &redactor.finish(), whole);
        }
    }
}
