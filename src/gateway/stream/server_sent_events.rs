//! A decoder of `text/event-stream` (WHATWG HTML, section 9.2.6), fed with bytes in any portions.

use super::json_frames::Brackets;
use super::{BodyItem, Frame, StreamError};

const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Bytes in, events and comments out.
///
/// Lines end with CR, LF or CRLF, also when a portion ends between the two. Bytes wait until their line is whole, so
/// a character split between two portions survives; bytes that are no UTF-8 become U+FFFD.
///
/// Beyond the standard, which would lose them: an event whose data is a whole JSON object ends where another begins,
/// for servers that forget the empty line between; and a line that begins with `{` is data, for those that break off
/// with a bare error.
#[derive(Debug)]
pub struct ServerSentEvents {
    line: Vec<u8>,
    name: Option<String>,
    data: Option<String>,
    /// Of the data so far.
    brackets: Brackets,
    /// The data came without its field name.
    bare: bool,
    after_carriage_return: bool,
    at_first_line: bool,
    limit: usize,
}

impl ServerSentEvents {
    /// `limit`: the most bytes a line, or the data of an event, may have.
    pub fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            name: None,
            data: None,
            brackets: Brackets::default(),
            bare: false,
            after_carriage_return: false,
            at_first_line: true,
            limit,
        }
    }

    /// Reads one portion and appends what it completed.
    pub fn feed(&mut self, bytes: &[u8], found: &mut Vec<BodyItem>) -> Result<(), StreamError> {
        for &byte in bytes {
            let second_half_of_line_end = byte == b'\n' && self.after_carriage_return;
            self.after_carriage_return = byte == b'\r';
            match byte {
                b'\n' if second_half_of_line_end => {}
                b'\n' | b'\r' => self.end_line(found)?,
                _ if self.line.len() >= self.limit => return Err(StreamError::FrameTooLarge { limit: self.limit }),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// Ends the stream: appends what the last line completed, and returns the event that was not closed by an empty
    /// line, if one had begun.
    ///
    /// The standard drops such an event. Servers that forget the last line end exist, so the caller decides by
    /// looking at the data.
    pub fn finish(mut self, found: &mut Vec<BodyItem>) -> Option<Frame> {
        let unfinished_line = !self.line.is_empty() && !self.line.starts_with(b":");
        if !self.line.is_empty() {
            // Too large is the same as unfinished here: the data is not whole.
            let _ = self.end_line(found);
        }
        let begun = unfinished_line || self.data.is_some() || self.name.is_some();
        begun.then(|| Frame { name: self.name, data: self.data.unwrap_or_default() })
    }

    fn end_line(&mut self, found: &mut Vec<BodyItem>) -> Result<(), StreamError> {
        let mut bytes = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.at_first_line) && bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        let line = String::from_utf8_lossy(&bytes);
        if line.is_empty() {
            self.end_event(found);
        } else if line.starts_with(':') {
            found.push(BodyItem::Comment);
        } else {
            self.field(&line, found)?;
        }
        // The next line is likely to be as long; keep the memory.
        bytes.clear();
        self.line = bytes;
        Ok(())
    }

    fn field(&mut self, line: &str, found: &mut Vec<BodyItem>) -> Result<(), StreamError> {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => {
                self.end_object(found);
                self.name = Some(value.to_owned());
            }
            "data" => {
                if value.starts_with('{') || value.starts_with("[DONE]") {
                    self.end_object(found);
                }
                self.data(value)?;
            }
            // They serve reconnection, which a POST does not have.
            "id" | "retry" => {}
            _ if line.starts_with('{') => {
                self.end_object(found);
                self.bare = true;
                self.data(line)?;
            }
            _ if self.bare => self.data(line)?,
            _ => {}
        }
        Ok(())
    }

    fn data(&mut self, value: &str) -> Result<(), StreamError> {
        match &mut self.data {
            None => self.data = Some(value.to_owned()),
            Some(data) if data.len() + value.len() >= self.limit => {
                return Err(StreamError::FrameTooLarge { limit: self.limit });
            }
            Some(data) => {
                data.push('\n');
                data.push_str(value);
            }
        }
        value.bytes().for_each(|byte| self.brackets.count(byte));
        Ok(())
    }

    /// Ends an event without its empty line, if its data is a whole object.
    fn end_object(&mut self, found: &mut Vec<BodyItem>) {
        if self.brackets.are_closed() && self.data.as_ref().is_some_and(|data| data.starts_with('{')) {
            self.end_event(found);
        }
    }

    fn end_event(&mut self, found: &mut Vec<BodyItem>) {
        let name = self.name.take();
        (self.brackets, self.bare) = (Brackets::default(), false);
        if let Some(data) = self.data.take() {
            found.push(BodyItem::Frame(Frame { name, data }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(portions: &[&[u8]]) -> (Vec<BodyItem>, Option<Frame>) {
        let (mut decoder, mut found) = (ServerSentEvents::new(100), Vec::new());
        for portion in portions {
            decoder.feed(portion, &mut found).unwrap();
        }
        let open = decoder.finish(&mut found);
        (found, open)
    }

    fn frame(name: Option<&str>, data: &str) -> BodyItem {
        BodyItem::Frame(Frame { name: name.map(str::to_owned), data: data.to_owned() })
    }

    #[test]
    fn line_ends_of_every_kind() {
        for end in ["\n", "\r", "\r\n"] {
            let text = "data: a\n\nevent: x\ndata:b\ndata: c\n\n".replace('\n', end);
            let (found, rest) = decode(&[text.as_bytes()]);
            assert_eq!(found, [frame(None, "a"), frame(Some("x"), "b\nc")]);
            assert_eq!(rest, None);
        }
    }

    #[test]
    fn every_split_gives_the_same_events() {
        let text = "\u{FEFF}: hi\r\n\r\nevent: x\r\ndata: süß 🦀\r\n\r\ndata:  two\r\rid: 3\n\n".as_bytes();
        let whole = decode(&[text]);
        assert_eq!(whole.0, [BodyItem::Comment, frame(Some("x"), "süß 🦀"), frame(None, " two")]);
        for at in 0..=text.len() {
            assert_eq!(decode(&[&text[..at], &text[at..]]), whole, "split at {at}");
        }
    }

    #[test]
    fn a_forgotten_empty_line_and_a_forgotten_field_name_lose_nothing() {
        let found =
            decode(&[b"event: a\ndata: {\"a\":1}\nevent: b\ndata: {\"b\":[\ndata: {}]}\ndata: {}\ndata: [DONE]\n"]);
        let frames = [frame(Some("a"), "{\"a\":1}"), frame(Some("b"), "{\"b\":[\n{}]}"), frame(None, "{}")];
        assert_eq!(found, (frames.to_vec(), Some(Frame { name: None, data: "[DONE]".to_owned() })));
        let found = decode(&[b": hi\n\n{\n\"error\": 1}\n\nerror: x\n\n"]);
        assert_eq!(found, (vec![BodyItem::Comment, frame(None, "{\n\"error\": 1}")], None));
    }

    #[test]
    fn an_event_without_data_is_none() {
        assert_eq!(decode(&[b"event: ping\n\ndata: x\n\n"]).0, [frame(None, "x")]);
    }

    #[test]
    fn an_open_event_is_handed_over_at_the_end() {
        let open = |data: &str| Some(Frame { name: None, data: data.to_owned() });
        assert_eq!(decode(&[b"data: {\"a\""]).1, open("{\"a\""));
        assert_eq!(decode(&[b"data: a\n"]).1, open("a"));
        assert_eq!(decode(&[b"dat"]).1, open(""));
        assert_eq!(decode(&[b"data: a\n\n: pro"]).1, None);
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut decoder = ServerSentEvents::new(10);
        let refused = Err(StreamError::FrameTooLarge { limit: 10 });
        assert_eq!(decoder.feed(&[b'x'; 11], &mut Vec::new()), refused);
        let mut decoder = ServerSentEvents::new(10);
        assert_eq!(decoder.feed(b"data:1234\ndata:5678\ndata:9\n", &mut Vec::new()), refused);
    }
}
