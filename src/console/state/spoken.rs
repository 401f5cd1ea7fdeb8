//! What an endpoint says, while it says it.

use crate::gateway::redaction::Redactor;

/// A text that grows, bounded, and without the keys that a server quotes. Each piece is read once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spoken {
    text: String,
    redactor: Redactor,
    /// Bytes that may still come.
    room: usize,
}

impl Spoken {
    /// `most`: the bytes of it that are kept.
    pub fn new(redactor: Redactor, most: usize) -> Self {
        Self { text: String::new(), redactor, room: most }
    }

    pub fn push(&mut self, piece: &str) {
        let end = piece.floor_char_boundary(self.room);
        // A letter that does not fit ends the text.
        self.room = if end < piece.len() { 0 } else { self.room - end };
        if end > 0 {
            self.text.push_str(&self.redactor.push(&piece[..end]));
        }
    }

    /// Nothing more comes: what could have become a key did not.
    pub fn finish(&mut self) {
        self.text.push_str(&self.redactor.finish());
        self.room = 0;
    }
}

impl std::ops::Deref for Spoken {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Spoken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_text_is_kept_up_to_its_bound() {
        let mut spoken = Spoken::new(Redactor::default(), 1001);
        for _ in 0..10_000 {
            spoken.push("é…");
        }
        spoken.finish();
        assert!(spoken.len() <= 1001 && spoken.len() > 990, "{}", spoken.len());
        spoken.push("late");
        assert!(!spoken.ends_with("late"));
    }
}
