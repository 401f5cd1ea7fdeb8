//! Which shape a body has, and its frames.

use super::{BodyItem, FRAME_LIMIT, Frame, JsonFrames, ServerSentEvents, StreamError};

/// The shape of a response body, told by its first byte that is no white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyShape {
    /// Nothing but white space so far.
    Empty,
    /// Server-sent events, or a text that is neither.
    Events,
    /// One JSON object, or several in a row.
    Object,
    /// A JSON array whose elements arrive one by one.
    Array,
}

/// How a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyEnd {
    pub shape: BodyShape,
    /// An event that began and was not closed; its data may still be whole.
    pub open_event: Option<Frame>,
    /// Whether a JSON text ended inside an object.
    pub inside_object: bool,
}

/// Response bytes in, frames and comments out.
#[derive(Debug)]
pub struct BodyDecoder {
    /// Bytes seen before the shape is known: at most a byte order mark.
    head: Vec<u8>,
    decoder: Decoder,
    limit: usize,
}

#[derive(Debug)]
enum Decoder {
    Unknown,
    Events(ServerSentEvents),
    Json(BodyShape, JsonFrames),
}

impl Default for BodyDecoder {
    fn default() -> Self {
        Self::with_limit(FRAME_LIMIT)
    }
}

impl BodyDecoder {
    /// `limit`: the most bytes one frame may have.
    pub fn with_limit(limit: usize) -> Self {
        Self { head: Vec::new(), decoder: Decoder::Unknown, limit }
    }

    /// Reads one portion and appends what it completed.
    pub fn feed(&mut self, bytes: &[u8], found: &mut Vec<BodyItem>) -> Result<(), StreamError> {
        match &mut self.decoder {
            Decoder::Events(events) => events.feed(bytes, found),
            Decoder::Json(_, frames) => frames.feed(bytes, found),
            Decoder::Unknown => match self.first_significant(bytes) {
                None => Ok(()),
                Some((first, rest)) => {
                    self.decoder = self.decoder_for(first);
                    self.feed(&[first], found)?;
                    self.feed(&bytes[rest..], found)
                }
            },
        }
    }

    /// Ends the body; appends what its last line completed.
    pub fn finish(self, found: &mut Vec<BodyItem>) -> BodyEnd {
        match self.decoder {
            Decoder::Unknown => BodyEnd { shape: BodyShape::Empty, open_event: None, inside_object: false },
            Decoder::Json(shape, frames) => BodyEnd { shape, open_event: None, inside_object: frames.is_inside() },
            Decoder::Events(events) => {
                BodyEnd { shape: BodyShape::Events, open_event: events.finish(found), inside_object: false }
            }
        }
    }

    /// The first byte that is neither white space nor part of a byte order mark, and where the rest begins.
    fn first_significant(&mut self, bytes: &[u8]) -> Option<(u8, usize)> {
        for (at, &byte) in bytes.iter().enumerate() {
            let mark = [0xEF, 0xBB, 0xBF].get(self.head.len()) == Some(&byte);
            if mark {
                self.head.push(byte);
            } else if !byte.is_ascii_whitespace() {
                return Some((byte, at + 1));
            }
        }
        None
    }

    fn decoder_for(&self, first: u8) -> Decoder {
        match first {
            b'{' => Decoder::Json(BodyShape::Object, JsonFrames::new(self.limit)),
            b'[' => Decoder::Json(BodyShape::Array, JsonFrames::new(self.limit)),
            _ => Decoder::Events(ServerSentEvents::new(self.limit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> BodyShape {
        let mut body = BodyDecoder::default();
        for byte in text.as_bytes() {
            body.feed(&[*byte], &mut Vec::new()).unwrap();
        }
        body.finish(&mut Vec::new()).shape
    }

    #[test]
    fn the_first_byte_tells_the_shape() {
        assert_eq!(shape(" \n"), BodyShape::Empty);
        assert_eq!(shape("\u{FEFF}\n{\"a\":1}"), BodyShape::Object);
        assert_eq!(shape("[{"), BodyShape::Array);
        assert_eq!(shape("\r\n: comment"), BodyShape::Events);
        assert_eq!(shape("<html>"), BodyShape::Events);
    }

    #[test]
    fn the_first_byte_is_part_of_the_body() {
        let (mut body, mut found) = (BodyDecoder::default(), Vec::new());
        body.feed(b"\xEF\xBB\xBFdata: x\n\n", &mut found).unwrap();
        assert_eq!(found, [BodyItem::Frame(Frame { name: None, data: "x".to_owned() })]);
    }
}
