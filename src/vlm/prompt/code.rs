//! Code between a template's marks, put into the words of our engine.

use std::fmt::Write;

/// Most words and signs of one statement: each may be a level of nesting, and the stack is small.
pub const MOST_WORDS: usize = 600;

/// The name under which [`super::bounds::kept`] is known.
pub const KEPT: &str = "_kept";

/// Bytes of code up to and with its end mark, which counts neither in a text nor inside of brackets.
pub fn length(code: &str, end: &str) -> usize {
    let mut open = 0usize;
    let mut walk = Walk::new(code);
    while let Some((at, byte)) = walk.next_outside() {
        match byte {
            _ if open == 0 && code.as_bytes()[at..].starts_with(end.as_bytes()) => return at + end.len(),
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    code.len()
}

/// Words and signs outside of texts.
pub fn words(code: &str) -> usize {
    let bytes = code.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut walk = Walk::new(code);
    let mut count = 0;
    while let Some((at, byte)) = walk.next_outside() {
        let continues = is_word(byte) && at > 0 && is_word(bytes[at - 1]);
        count += usize::from(!byte.is_ascii_whitespace() && !continues);
    }
    count
}

/// `set name = value` with the value bounded; `None` for what is no such statement. The marks around are not part of it.
pub fn bounded(statement: &str) -> Option<String> {
    let (start, end) = (statement.len() - statement.trim_start_matches(['-', '+']).len(), statement.len());
    let rest = statement[start..].trim_start().strip_prefix("set")?;
    rest.starts_with(char::is_whitespace).then_some(())?;
    let end = end - usize::from(statement.ends_with(['-', '+']));
    let mut open = 0usize;
    let mut walk = Walk::new(statement);
    while let Some((at, byte)) = walk.next_outside() {
        match byte {
            b'=' if open == 0 => {
                let (target, value) = (&statement[..=at], statement.get(at + 1..end)?);
                let in_attribute = target.contains('.');
                return Some(format!("{target} {KEPT}(({value}), {in_attribute}){}", &statement[end..]));
            }
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The code with Python's escapes in its texts, of which the engine knows fewer.
pub fn unescaped(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut quote = None;
    let mut rest = code.chars();
    while let Some(character) = rest.next() {
        match quote {
            None if matches!(character, '"' | '\'') => quote = Some(character),
            Some(mark) if character == mark => quote = None,
            Some(_) if character == '\\' => {
                let escape = rest.next();
                match escape {
                    Some('a') => out.push_str("\\x07"),
                    Some('v') => out.push_str("\\x0b"),
                    // It continues the text on the next line.
                    Some('\n') => {}
                    Some('/') => out.push_str("\\\\/"),
                    Some('U') => wide(&mut rest, &mut out),
                    other => {
                        out.push('\\');
                        out.extend(other);
                    }
                }
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out
}

/// `\U0001F600`, as the pair of shorter escapes that the engine reads.
fn wide(rest: &mut std::str::Chars<'_>, out: &mut String) {
    let digits = rest.as_str().get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match digits.and_then(char::from_u32) {
        Some(character) => {
            *rest = rest.as_str()[8..].chars();
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a text can't fail.
                write!(out, "\\u{unit:04x}").ok();
            }
        }
        None => out.push_str("\\U"),
    }
}

/// Goes over the bytes of code that stand in no text.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    fn new(code: &'a str) -> Self {
        Self { bytes: code.as_bytes(), at: 0 }
    }

    /// The next byte and its place. Of a text only its first mark is met.
    fn next_outside(&mut self) -> Option<(usize, u8)> {
        let at = self.at;
        let byte = *self.bytes.get(at)?;
        self.at += 1;
        if matches!(byte, b'"' | b'\'') {
            while let Some(inside) = self.bytes.get(self.at) {
                self.at += if *inside == b'\\' { 2 } else { 1 };
                if *inside == byte {
                    break;
                }
            }
        }
        Some((at, byte))
    }
}
