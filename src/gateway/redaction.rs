//! Keeping keys out of everything that is shown, copied or saved.

use super::dialect::Secret;

/// What stands in the place of a key.
pub const REDACTED: &str = "[key removed]";
/// How the keys of well-known providers begin.
const BEGINNINGS: [&str; 6] = ["sk-", "vck_", "vcst_", "AIza", "gsk_", "xai-"];
/// Shorter words are no keys, but may begin like one.
const SHORTEST_KEY: usize = 12;

/// A text without the keys that are known and without anything that looks like one: providers quote keys in errors.
pub fn redact<'s>(text: &str, known: impl IntoIterator<Item = &'s Secret>) -> String {
    let mut clean = text.to_owned();
    for key in known.into_iter().map(Secret::reveal).filter(|key| !key.trim().is_empty()) {
        clean = clean.replace(key, REDACTED);
    }
    without_lookalikes(&clean)
}

fn without_lookalikes(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Words of what keys are made of, and the asterisks that providers put into quoted ones.
        let is_key = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '*' | '.');
        let end = rest.find(|sign| !is_key(sign)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let after_bearer = clean.to_ascii_lowercase().ends_with("bearer ") && word.len() >= SHORTEST_KEY;
        match BEGINNINGS.iter().filter_map(|beginning| word.find(beginning)).min() {
            Some(at) if word.len() - at >= SHORTEST_KEY => {
                clean.push_str(&word[..at]);
                clean.push_str(REDACTED);
            }
            _ if after_bearer => clean.push_str(REDACTED),
            _ => clean.push_str(word),
        }
        let gap = after.find(is_key).unwrap_or(after.len());
        clean.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
