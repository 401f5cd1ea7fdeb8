//! JSON as servers write it, with small mistakes.

use std::borrow::Cow;

/// Where lone halves of a character are kept in a text until their other halves come: the last 2048 places of
/// Unicode's private planes, half by half.
const HALVES: u32 = 0x0010_F800;
const FIRST_HALF: u32 = 0xD800;
const FIRST_LOW_HALF: u32 = 0xDC00;

/// A text with the mistakes mended that JSON's readers stumble over and people don't.
///
/// Halves of surrogate pairs that stand alone, which JSON allows and Rust's texts do not, become placeholders for
/// [`Halves`]; `NaN`, infinities and numbers without bound become `null`; control characters in texts are escaped.
pub fn mend(text: &str) -> String {
    let (mut mended, mut rest, mut in_string) = (String::with_capacity(text.len()), text, false);
    while let Some(sign) = rest.chars().next() {
        let (taken, put): (usize, Cow<str>) = match sign {
            '"' => {
                in_string = !in_string;
                (1, "\"".into())
            }
            '\\' if in_string => escape(rest),
            control if in_string && control < ' ' => (1, format!("\\u{:04x}", control as u32).into()),
            'N' | 'I' | '-' | '0'..='9' if !in_string => number(rest),
            other => (other.len_utf8(), rest[..other.len_utf8()].into()),
        };
        mended.push_str(&put);
        rest = &rest[taken..];
    }
    mended
}

/// An escape at the beginning of a text, and what is put in its place.
fn escape(text: &str) -> (usize, Cow<'_, str>) {
    let as_it_is = |length: usize| (length, text[..length].into());
    let second = text[1..].chars().next().map_or(0, char::len_utf8);
    match half(text) {
        None => as_it_is(1 + second),
        Some(high) if high < FIRST_LOW_HALF && half(&text[6..]).is_some_and(|low| low >= FIRST_LOW_HALF) => {
            as_it_is(12)
        }
        Some(alone) => {
            let placeholder = char::from_u32(HALVES + alone - FIRST_HALF).unwrap_or(char::REPLACEMENT_CHARACTER);
            (6, placeholder.to_string().into())
        }
    }
}

/// The half of a surrogate pair that is escaped at the beginning of a text.
fn half(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    (FIRST_HALF..FIRST_HALF + 2048).contains(&code).then_some(code)
}

/// A number or its like at the beginning of a text.
fn number(text: &str) -> (usize, Cow<'_, str>) {
    if let Some(word) = ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| text.starts_with(word)) {
        return (word.len(), "null".into());
    }
    let of_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '+' | '.' | 'e' | 'E');
    let length = text.find(|sign| !of_number(sign)).unwrap_or(text.len()).max(1);
    let written = &text[..length];
    match written.parse::<f64>() {
        Ok(number) if number.is_infinite() => (length, "null".into()),
        _ => (length, written.into()),
    }
}

/// Puts halves of characters together that came in two pieces of a text.
#[derive(Debug, Default)]
pub struct Halves {
    waiting: Option<u32>,
}

impl Halves {
    /// A piece as it is to be read: pairs joined, also with the piece before; a half at its end waits.
    pub fn join(&mut self, piece: String) -> String {
        let is_half = |sign: char| sign as u32 >= HALVES;
        if self.waiting.is_none() && !piece.contains(is_half) {
            return piece;
        }
        let mut joined = String::with_capacity(piece.len() + 4);
        for sign in piece.chars() {
            let half = is_half(sign).then(|| sign as u32 - HALVES + FIRST_HALF);
            match (self.waiting.take(), half) {
                (Some(high), Some(low)) if low >= FIRST_LOW_HALF => {
                    let code = 0x10000 + ((high - FIRST_HALF) << 10) + (low - FIRST_LOW_HALF);
                    joined.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    continue;
                }
                (Some(_), _) => joined.push(char::REPLACEMENT_CHARACTER),
                (None, _) => {}
            }
            match half {
                Some(high) if high < FIRST_LOW_HALF => self.waiting = Some(high),
                Some(_) => joined.push(char::REPLACEMENT_CHARACTER),
                None => joined.push(sign),
            }
        }
        joined
    }

    /// What is left of a half whose other half never came.
    pub fn end(&mut self) -> Option<String> {
        self.waiting.take().map(|_| char::REPLACEMENT_CHARACTER.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn whole(text: &str) -> Option<Value> {
        serde_json::from_str(&mend(text)).ok()
    }

    #[test]
    fn small_mistakes_are_mended_and_large_ones_are_not() {
        let odd = "{\"a\": NaN, \"b\": [-Infinity, 1e999, 12]}";
        assert_eq!(whole(odd), Some(json!({"a": null, "b": [null, null, 12]})));
        assert_eq!(whole("\"a\tb\""), Some(json!("a\tb")));
        assert_eq!(whole(r#""\ud83e\udd80 \\""#), Some(json!("🦀 \\")));
        assert!(whole("{\"a\": }").is_none() && whole("{not}").is_none() && whole(r#"{"a":"\u12"#).is_none());
    }

    #[test]
    fn halves_meet_again_and_lone_ones_are_marked() {
        let text = |piece: &str| whole(piece).and_then(|value| value.as_str().map(str::to_owned)).unwrap();
        let read = |pieces: &[&str]| {
            let mut halves = Halves::default();
            let mut read: String = pieces.iter().map(|piece| halves.join(text(piece))).collect();
            read.extend(halves.end());
            read
        };
        assert_eq!(read(&[r#""a\ud83e""#, r#""\udd80b""#]), "a🦀b");
        assert_eq!(read(&[r#""a\ud83e""#, r#""b""#]), "a\u{FFFD}b");
        assert_eq!(read(&[r#""\udd80\ud83e""#]), "\u{FFFD}\u{FFFD}");
        assert_eq!(read(&[r#""\ud83e\ud83e\udd80""#]), "\u{FFFD}🦀");
        assert_eq!(read(&[r#""\ud83e""#, r#""""#, r#""\udd80""#]), "🦀");
    }

    proptest! {
        /// What JSON reads without help is read the same with it, and no text makes the mending panic.
        #[test]
        fn mending_changes_nothing_that_is_whole(text in "[\\[\\]{}\":,\\\\uNaI0-9dD eE+.\u{1}ü-]{0,40}") {
            let mended = mend(&text);
            let strict: Result<Value, _> = serde_json::from_str(&text);
            if let Ok(strict) = strict {
                prop_assert_eq!(serde_json::from_str::<Value>(&mended).unwrap(), strict);
            }
        }
    }
}
