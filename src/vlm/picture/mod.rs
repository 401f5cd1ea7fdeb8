//! From the bytes of a picture file to the frames the vision tower sees.
//!
//! A file is walked before a decoder sees it: `header` says how large the picture is and which way up, without
//! unpacking anything, and what is too large or can't be read ends there.

mod decode;
mod error;
mod exif;
mod frames;
mod gif;
mod header;
mod jpeg;
mod kind;
mod pixels;
mod png;
mod resize;
mod webp;

pub use decode::{decode, decode_within};
pub use error::PictureError;
pub use frames::{Frames, Framing, cut};
pub use header::{check_length, size};

/// Above this a picture is refused before its pixels are unpacked (a 108-megapixel phone photo still fits).
pub const MOST_PIXELS: u64 = 120_000_000;

/// Most pixels of a side: what one line of the resized picture is made of must fit in memory, too.
pub const MOST_SIDE: u32 = 100_000;

/// Most bytes of a file.
pub const MOST_BYTES: u64 = 100_000_000;

/// Pixels in sRGB, row by row, three bytes each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// `width * height * 3` bytes.
    pub rgb: Vec<u8>,
}
