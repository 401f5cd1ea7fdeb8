//! The one spelling of an event that its id is the hash of (NIP-01).

/// How to write the control characters that NIP-01 gives no escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Controls {
    /// As they are: the letter of NIP-01.
    Verbatim,
    /// As `\u00XX`: what most implementations do, because JSON demands it.
    Escaped,
}

/// What is hashed, in the order it is written.
pub struct Parts<'a> {
    pub author: &'a str,
    pub created_at: u64,
    pub kind: u16,
    pub tags: &'a [Vec<String>],
    pub content: &'a str,
}

impl Parts<'_> {
    /// `[0,"author",created_at,kind,[tags],"content"]` without spaces, in UTF-8.
    pub fn write(&self, controls: Controls) -> Vec<u8> {
        let mut out = format!("[0,\"{}\",{},{},[", self.author, self.created_at, self.kind).into_bytes();
        for (at, tag) in self.tags.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"[" } else { b",[" });
            for (at, word) in tag.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_string(&mut out, word, controls);
            }
            out.push(b']');
        }
        out.extend_from_slice(b"],");
        write_string(&mut out, self.content, controls);
        out.push(b']');
        out
    }

    /// Whether the two ways to write control characters differ here.
    pub fn has_other_controls(&self) -> bool {
        let has = |text: &str| text.bytes().any(|byte| byte < 0x20 && escape(byte).is_none());
        has(self.content) || self.tags.iter().flatten().any(|word| has(word))
    }
}

pub fn write_string(out: &mut Vec<u8>, text: &str, controls: Controls) {
    out.push(b'"');
    for byte in text.bytes() {
        match escape(byte) {
            Some(letter) => out.extend_from_slice(&[b'\\', letter]),
            None if byte < 0x20 && controls == Controls::Escaped => {
                out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            }
            None => out.push(byte),
        }
    }
    out.push(b'"');
}

/// The letter after the backslash, for the seven characters that NIP-01 lists.
fn escape(byte: u8) -> Option<u8> {
    match byte {
        b'\n' => Some(b'n'),
        b'"' => Some(b'"'),
        b'\\' => Some(b'\\'),
        b'\r' => Some(b'r'),
        b'\t' => Some(b't'),
        0x08 => Some(b'b'),
        0x0c => Some(b'f'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(content: &str, controls: Controls) -> String {
        let tags = [vec!["e".to_owned(), "x\"y".to_owned()], vec!["t".to_owned()]];
        let parts = Parts { author: "ab", created_at: 7, kind: 1, tags: &tags, content };
        String::from_utf8(parts.write(controls)).unwrap()
    }

    #[test]
    fn the_seven_escapes_and_nothing_else() {
        assert_eq!(
            written("\n\"\\\r\t\u{8}\u{c}/é🦀\u{7f}\u{2028}", Controls::Verbatim),
            "[0,\"ab\",7,1,[[\"e\",\"x\\\"y\"],[\"t\"]],\"\\n\\\"\\\\\\r\\t\\b\\f/é🦀\u{7f}\u{2028}\"]"
        );
    }

    #[test]
    fn other_control_characters_have_two_spellings() {
        assert!(written("\u{1}", Controls::Verbatim).ends_with("\"\u{1}\"]"));
        assert!(written("\u{1f}", Controls::Escaped).ends_with("\"\\u001f\"]"));
    }
}
