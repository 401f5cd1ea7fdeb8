//! Words that look like keys, although nobody knows them.

use super::REDACTED;

/// How the keys of well-known providers begin.
const BEGINNINGS: [&str; 6] = ["sk-", "vck_", "vcst_", "AIza", "gsk_", "xai-"];
/// Shorter words are no keys, but may begin like one.
const SHORTEST_KEY: usize = 12;
/// What stands before a key of any kind, in lower case.
const BEFORE: &str = "bearer ";

/// Replaces what looks like a key in a text that comes in pieces.
///
/// A word is made of what keys are made of. Held back is only the part of a word that may turn out to be a key, at
/// most [`SHORTEST_KEY`] letters of it; the rest of a word that is one is dropped as it comes.
#[derive(Clone, Default, PartialEq)]
pub struct Lookalikes {
    pub(super) held: String,
    /// The rest of this word belongs to a key.
    dropping: bool,
    /// The word began behind [`BEFORE`].
    after_bearer: bool,
    /// A word has begun.
    in_word: bool,
    /// How much of [`BEFORE`] has just been seen.
    matched: usize,
}

impl Lookalikes {
    /// Takes the next piece and appends to `clean` what is certain.
    pub fn push(&mut self, piece: &str, clean: &mut String) {
        for sign in piece.chars() {
            if is_key(sign) {
                self.letter(sign, clean);
            } else {
                self.finish(clean);
                clean.push(sign);
                self.see(sign);
            }
        }
    }

    /// The word is over: appends what was held back of it.
    pub fn finish(&mut self, clean: &mut String) {
        self.release(self.held.len(), clean);
        (self.in_word, self.dropping, self.after_bearer) = (false, false, false);
    }

    fn letter(&mut self, sign: char, clean: &mut String) {
        if !self.in_word {
            self.in_word = true;
            self.after_bearer = self.matched == BEFORE.len();
        }
        if self.dropping {
            return;
        }
        if !self.after_bearer && self.held.is_empty() && !BEGINNINGS.iter().any(|word| word.starts_with(sign)) {
            clean.push(sign);
            return self.see(sign);
        }
        self.held.push(sign);
        // What is held always begins where a key may begin.
        while !self.held.is_empty() && !self.begins() {
            self.release(1, clean);
        }
        if self.held.len() >= SHORTEST_KEY {
            self.held.clear();
            self.dropping = true;
            // What stands here now ends with a bracket.
            self.matched = 0;
            clean.push_str(REDACTED);
        }
    }

    /// Whether what is held is the beginning of a key, or of the beginning of one.
    fn begins(&self) -> bool {
        let held = self.held.as_str();
        self.after_bearer || BEGINNINGS.iter().any(|word| held.starts_with(word) || word.starts_with(held))
    }

    fn release(&mut self, length: usize, clean: &mut String) {
        let rest = self.held.split_off(length);
        for sign in std::mem::replace(&mut self.held, rest).chars() {
            clean.push(sign);
            self.see(sign);
        }
    }

    fn see(&mut self, sign: char) {
        let sign = sign.to_ascii_lowercase();
        // Its first letter comes nowhere else in it.
        let expected = BEFORE[self.matched..].chars().next();
        self.matched = if expected == Some(sign) { self.matched + 1 } else { usize::from(BEFORE.starts_with(sign)) };
    }
}

/// What keys are made of, and the asterisks that providers put into quoted ones.
fn is_key(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '*' | '.')
}
