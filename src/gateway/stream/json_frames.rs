//! Objects at the top of a JSON text, as soon as each is whole.

use super::{BodyItem, Frame, StreamError};

/// Counts brackets and skips strings; whether the text is valid JSON is for its reader to say.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Brackets {
    pub(super) fn count(&mut self, byte: u8) {
        match byte {
            _ if std::mem::take(&mut self.escaped) => {}
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => self.depth += 1,
            b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether nothing is open.
    pub(super) fn are_closed(&self) -> bool {
        self.depth == 0 && !self.in_string
    }
}

/// Cuts `{…}`, `[{…}, {…}]` and `{…}\n{…}` into their objects without waiting for the end.
#[derive(Debug)]
pub struct JsonFrames {
    object: Vec<u8>,
    brackets: Brackets,
    limit: usize,
}

impl JsonFrames {
    /// `limit`: the most bytes an object may have.
    pub fn new(limit: usize) -> Self {
        Self { object: Vec::new(), brackets: Brackets::default(), limit }
    }

    /// Reads one portion and appends the objects it completed.
    pub fn feed(&mut self, bytes: &[u8], found: &mut Vec<BodyItem>) -> Result<(), StreamError> {
        for &byte in bytes {
            if self.object.is_empty() && byte != b'{' {
                // Between objects: brackets of the array around them, commas, white space.
                continue;
            }
            if self.object.len() >= self.limit {
                return Err(StreamError::FrameTooLarge { limit: self.limit });
            }
            self.object.push(byte);
            self.brackets.count(byte);
            if self.brackets.are_closed() {
                let data = String::from_utf8_lossy(&self.object).into_owned();
                self.object.clear();
                found.push(BodyItem::Frame(Frame { name: None, data }));
            }
        }
        Ok(())
    }

    /// Whether the text ended inside an object.
    pub fn is_inside(&self) -> bool {
        !self.object.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str) -> (Vec<String>, bool) {
        let (mut frames, mut found) = (JsonFrames::new(1000), Vec::new());
        // Byte by byte: the hardest split.
        for byte in text.as_bytes() {
            frames.feed(&[*byte], &mut found).unwrap();
        }
        let data = found.into_iter().filter_map(|item| match item {
            BodyItem::Frame(frame) => Some(frame.data),
            BodyItem::Comment => None,
        });
        (data.collect(), frames.is_inside())
    }

    #[test]
    fn objects_arrays_and_lines() {
        assert_eq!(objects(r#" {"a":[1,{"b":2}]} "#).0, [r#"{"a":[1,{"b":2}]}"#]);
        assert_eq!(objects("[{\"a\":1}\n,\r\n{\"b\":\"ü\"}]").0, [r#"{"a":1}"#, r#"{"b":"ü"}"#]);
        assert_eq!(objects("{\"a\":1}\n{\"b\":2}\n").0.len(), 2);
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        let text = r#"{"a":"}\"]{","b":"\\"}"#;
        assert_eq!(objects(text), (vec![text.to_owned()], false));
    }

    #[test]
    fn a_cut_shows() {
        assert_eq!(objects(r#"[{"a":1},{"b":"#), (vec![r#"{"a":1}"#.to_owned()], true));
    }
}
