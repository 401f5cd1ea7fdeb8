//! What a picture file says of itself, before anything is unpacked.

use super::{MOST_BYTES, MOST_PIXELS, MOST_SIDE, PictureError, exif, gif, jpeg, kind::Kind, pixels, png, webp};

/// Size as stored, and which way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub width: u32,
    pub height: u32,
    /// EXIF's values 1 to 8.
    pub orientation: u8,
}

/// The words for a file of which the decoder makes another size than we did, which was bounded.
pub const DISAGREE: &str = "its header and its pixels disagree";

impl Header {
    pub fn new(width: u32, height: u32, exif: Option<&[u8]>, xmp: Option<&[u8]>) -> Self {
        Self { width, height, orientation: exif::orientation(exif, xmp) }
    }
}

/// Width and height of a picture as it will be seen, in pixels.
///
/// # Errors
/// Where [`super::decode`] would fail for what stands before the pixels.
pub fn size(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    let (_, Header { width, height, orientation }) = read(bytes, MOST_PIXELS)?;
    Ok(if orientation >= 5 { (height, width) } else { (width, height) })
}

/// Whether a file of so many bytes may be read into memory.
///
/// # Errors
/// When it may not.
pub fn check_length(bytes: u64) -> Result<(), PictureError> {
    if bytes > MOST_BYTES { Err(PictureError::TooManyBytes { bytes }) } else { Ok(()) }
}

/// Kind and header of a picture of at most `most` pixels.
pub fn read(bytes: &[u8], most: u64) -> Result<(Kind, Header), PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    check_length(bytes.len() as u64)?;
    let kind = Kind::of(bytes).map_err(|found| PictureError::UnknownFormat { found })?;
    let header = match kind {
        Kind::Png => png::header(bytes)?,
        Kind::Jpeg => jpeg::header(bytes)?,
        Kind::WebP => webp::header(bytes)?,
        Kind::Gif => gif::header(bytes)?,
        Kind::Bmp => pixels::bmp_header(bytes)?,
    };
    let Header { width, height, .. } = header;
    if width == 0 || height == 0 {
        return Err(PictureError::damaged(kind.name(), "it has no pixels"));
    }
    if u64::from(width) * u64::from(height) > most || width.max(height) > MOST_SIDE {
        return Err(PictureError::TooLarge { width, height });
    }
    Ok((kind, header))
}

/// `N` bytes at a place, or the words for a file that ends before.
pub fn taken<const N: usize>(bytes: &[u8], at: usize, format: &'static str) -> Result<[u8; N], PictureError> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk::<N>());
    found.copied().ok_or_else(|| PictureError::damaged(format, "its header is not whole"))
}
