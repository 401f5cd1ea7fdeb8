//! WebP: the chunks that say which way up the picture is.

use super::PictureError;
use super::header::{Header, taken};
use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;
use std::io::Cursor;

const NAME: &str = "WebP";

/// Where the chunks begin.
const CHUNKS: usize = 12;

pub fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let length = u32::from_le_bytes(taken(bytes, 4, NAME)?);
    if u64::from(length) + 8 > bytes.len() as u64 {
        return Err(PictureError::damaged(NAME, "the file was cut short"));
    }
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| PictureError::damaged(NAME, error))?;
    let (width, height) = decoder.dimensions();
    let chunk = |wanted: &[u8; 4]| chunks(bytes).find_map(|(name, data)| (name == wanted).then_some(data));
    Ok(Header::new(width, height, chunk(b"EXIF"), chunk(b"XMP ")))
}

/// Names and contents of the chunks, as far as they are whole.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes.get(CHUNKS..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (name, behind) = rest.split_first_chunk()?;
        let (length, behind) = behind.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (data, behind) = behind.split_at_checked(length)?;
        // Contents of odd lengths are filled up by a byte.
        rest = behind.get(length % 2..).unwrap_or_default();
        Some((name, data))
    })
}
