//! From the bytes of a picture file to the frames the vision tower sees.

mod decode;
mod frames;
mod resize;

pub use decode::{PictureError, decode};
pub use frames::{Frames, Framing, cut};

/// Pixels in sRGB, row by row, three bytes each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// `width * height * 3` bytes.
    pub rgb: Vec<u8>,
}
