//! The segments of a JPEG file, walked without unpacking anything.

use super::scans::Scans;
use super::{END, NAME, PictureError};
use std::borrow::Cow;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// A component's identity and its samples across and down, by which it is as dense as others or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    pub id: u8,
    pub across: u8,
    pub down: u8,
}

/// What a picture is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Width and height.
    pub size: [u16; 2],
    pub is_progressive: bool,
    pub components: Vec<Component>,
}

/// What was found.
pub struct Segments<'a> {
    pub frame: Frame,
    /// Of the first segment; those behind it continue it.
    pub exif: Option<Cow<'a, [u8]>>,
    pub xmp: Option<&'a [u8]>,
    pub scans: Scans,
    /// Whether the end mark is there.
    pub ends: bool,
    /// The file for the decoder: without what applications and people added, and without what follows the picture.
    pub shown: Vec<u8>,
}

impl<'a> Segments<'a> {
    /// # Errors
    /// When there is no picture, or one of a kind that isn't read.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PictureError> {
        let mut found = Self {
            frame: Frame::default(),
            exif: None,
            xmp: None,
            scans: Scans::default(),
            ends: false,
            shown: Vec::with_capacity(bytes.len()),
        };
        found.shown.extend_from_slice(&bytes[..bytes.len().min(2)]);
        let mut at = 2;
        while let Some(marker_at) = marker(bytes, at) {
            let code = bytes[marker_at];
            if [0xff, code] == END {
                found.ends = true;
                break;
            }
            at = marker_at + 1;
            // Marks that stand alone: the beginning of a picture, restarts.
            if matches!(code, 0x01 | 0xd0..=0xd8) {
                continue;
            }
            let Some(length) = length(bytes, at) else { break };
            let data = &bytes[at + 2..at + length];
            found.take(code, data)?;
            at += length;
            if matches!(code, 0xe1..=0xed | 0xef | 0xfe) {
                continue;
            }
            found.shown.extend_from_slice(&bytes[marker_at - 1..at]);
            if code == 0xda {
                let end = scan_end(bytes, at);
                found.shown.extend_from_slice(&bytes[at..end]);
                at = end;
            }
        }
        if found.frame.components.is_empty() {
            return Err(PictureError::damaged(NAME, "its header is not whole"));
        }
        if found.scans.is_empty() {
            return Err(PictureError::damaged(NAME, "it holds no pixels"));
        }
        if found.ends {
            found.shown.extend_from_slice(&END);
        }
        Ok(found)
    }

    fn take(&mut self, code: u8, data: &'a [u8]) -> Result<(), PictureError> {
        match code {
            // Readers of headers stop at the first scan.
            0xe1 if !self.scans.is_empty() => {}
            0xe1 if data.starts_with(EXIF) => match &mut self.exif {
                None => self.exif = Some(Cow::Borrowed(data)),
                Some(exif) => exif.to_mut().extend_from_slice(&data[EXIF.len()..]),
            },
            0xe1 => self.xmp = data.strip_prefix(XMP).or(self.xmp),
            0xc0..=0xc2 => self.frame = frame(code, data)?,
            0xc3 => return Err(unsupported("it is lossless JPEG")),
            0xc5..=0xc7 => return Err(unsupported("it is hierarchical JPEG")),
            0xc9..=0xcf => return Err(unsupported("it uses arithmetic coding")),
            0xda => {
                let together = data.first().is_some_and(|count| usize::from(*count) == self.frame.components.len());
                // The decoder puts such pictures together wrongly, and without a word.
                if !self.frame.is_progressive && !together {
                    return Err(unsupported("its colours are stored one after the other"));
                }
                self.scans.take(data, &self.frame);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Where the next marker's code is. What is no marker is passed over.
fn marker(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from + bytes.get(from..)?.iter().position(|byte| *byte == 0xff)?;
    loop {
        match *bytes.get(at + 1)? {
            0xff => at += 1,
            0 => at += 2 + bytes.get(at + 2..)?.iter().position(|byte| *byte == 0xff)?,
            _ => return Some(at + 1),
        }
    }
}

/// Of a segment with its own two bytes, where it is whole.
fn length(bytes: &[u8], at: usize) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    (length >= 2 && at + length <= bytes.len()).then_some(length)
}

/// Where the data of a scan ends: at a marker that is no restart.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(code_at) = marker(bytes, at) {
        if !matches!(bytes[code_at], 0xd0..=0xd7) {
            return code_at - 1;
        }
        at = code_at + 1;
    }
    bytes.len()
}

fn frame(code: u8, data: &[u8]) -> Result<Frame, PictureError> {
    let [bits, h0, h1, w0, w1, count, rest @ ..] = data else {
        return Err(PictureError::damaged(NAME, "its header is not whole"));
    };
    if *bits != 8 {
        return Err(unsupported("its colours have more than 8 bits"));
    }
    let components: Vec<_> = rest
        .as_chunks::<3>()
        .0
        .iter()
        .take(usize::from(*count))
        .map(|[id, samples, _]| Component { id: *id, across: samples >> 4, down: samples & 15 })
        .collect();
    if components.len() != usize::from(*count) || components.iter().any(|one| one.across == 0 || one.down == 0) {
        return Err(PictureError::damaged(NAME, "its header is not whole"));
    }
    if !matches!(components.len(), 1 | 3 | 4) {
        return Err(unsupported("it has neither one, three nor four colours"));
    }
    if !is_known(&components) {
        return Err(unsupported("its colours are stored more finely than its brightness, or in odd proportions"));
    }
    let size = [u16::from_be_bytes([*w0, *w1]), u16::from_be_bytes([*h0, *h1])];
    Ok(Frame { size, is_progressive: code == 0xc2, components })
}

/// Whether the decoder puts these components together rightly: the first is the densest, the others are alike.
fn is_known(components: &[Component]) -> bool {
    let [first, rest @ ..] = components else { return false };
    let density = |one: &Component| (first.across / one.across, first.down / one.down);
    let divides = |one: &Component| first.across % one.across == 0 && first.down % one.down == 0;
    let known = |one: &Component| divides(one) && matches!(density(one), (1 | 2, 1 | 2));
    rest.iter().all(known)
}

fn unsupported(detail: &'static str) -> PictureError {
    PictureError::Unsupported { format: NAME, detail }
}
