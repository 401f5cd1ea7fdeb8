//! The keys that are known, wherever they are split.

use super::REDACTED;
use crate::gateway::dialect::Secret;

/// Replaces known keys in a text that comes in pieces.
///
/// Of keys that begin at the same place the longest goes. Held back is only what may be the beginning of a key.
#[derive(Clone, Default, PartialEq)]
pub struct KnownKeys {
    /// Every spelling of every key, the longest first.
    spellings: Vec<String>,
    /// The bytes they begin with: what begins with another needs no look.
    first_bytes: Vec<u8>,
    pub(super) held: String,
}

impl KnownKeys {
    pub fn new<'s>(keys: impl IntoIterator<Item = &'s Secret>) -> Self {
        let mut spellings: Vec<_> = keys.into_iter().flat_map(|key| spellings(key.reveal())).collect();
        spellings.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        spellings.dedup();
        let mut first_bytes: Vec<_> = spellings.iter().filter_map(|key| key.bytes().next()).collect();
        first_bytes.dedup();
        Self { spellings, first_bytes, held: String::new() }
    }

    /// Takes the next piece and appends to `clean` what is certain.
    pub fn push(&mut self, piece: &str, clean: &mut String) {
        self.held.push_str(piece);
        let held = std::mem::take(&mut self.held);
        let rest = self.pass(&held, false, clean);
        self.held = held[rest..].to_owned();
    }

    /// Nothing more comes: appends what was held back.
    pub fn finish(&mut self, clean: &mut String) {
        let held = std::mem::take(&mut self.held);
        self.pass(&held, true, clean);
    }

    /// Appends what of `text` is certain; returns where the rest begins.
    fn pass(&self, text: &str, at_end: bool, clean: &mut String) -> usize {
        let (mut from, mut at) = (0, 0);
        // A key begins where a letter does, so every place that is found is a boundary.
        while let Some(skipped) = text.as_bytes()[at..].iter().position(|byte| self.first_bytes.contains(byte)) {
            at += skipped;
            let rest = &text[at..];
            let found = self.spellings.iter().find(|key| rest.starts_with(key.as_str()));
            let longer = |key: &&String| found.is_none_or(|found| key.len() > found.len()) && key.starts_with(rest);
            if !at_end && self.spellings.iter().any(|key| longer(&key)) {
                clean.push_str(&text[from..at]);
                return at;
            }
            match found {
                Some(key) => {
                    clean.push_str(&text[from..at]);
                    clean.push_str(REDACTED);
                    at += key.len();
                    from = at;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        clean.push_str(&text[from..]);
        text.len()
    }
}

/// A key as it may stand in a text: as it is, without the white space around it, and inside JSON.
fn spellings(key: &str) -> Vec<String> {
    if key.trim().is_empty() {
        return Vec::new();
    }
    let in_json = |text: &str| serde_json::Value::from(text).to_string();
    let written = [key, key.trim()].into_iter().flat_map(|text| {
        let json = in_json(text);
        [text.to_owned(), json[1..json.len() - 1].to_owned()]
    });
    let mut spellings: Vec<_> = written.collect();
    spellings.sort();
    spellings.dedup();
    spellings
}
