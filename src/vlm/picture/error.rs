//! What can be wrong with a picture, and what to do about it.

use super::{MOST_BYTES, MOST_PIXELS, MOST_SIDE};

/// Why a file is not a usable picture.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PictureError {
    #[error("The file is empty.")]
    Empty,
    #[error("This is {found}, which can't be read here.")]
    UnknownFormat { found: &'static str },
    #[error("The {format} picture can't be read here: {detail}.")]
    Unsupported { format: &'static str, detail: &'static str },
    #[error("The {format} picture is damaged or cut short: {detail}.")]
    Damaged { format: &'static str, detail: String },
    #[error("The picture is {width} × {height} pixels; at most {} million pixels and {MOST_SIDE} a side are read.", MOST_PIXELS / 1_000_000)]
    TooLarge { width: u32, height: u32 },
    #[error("The picture's file is {} MB; at most {} MB are read.", .bytes.div_ceil(1_000_000), MOST_BYTES / 1_000_000)]
    TooManyBytes { bytes: u64 },
}

impl PictureError {
    pub fn remedy(&self) -> &'static str {
        match self {
            PictureError::Empty => "Choose the file again, or another one.",
            PictureError::UnknownFormat { .. } => {
                "Convert it to PNG or JPEG, or choose a PNG, JPEG, WebP, GIF or BMP picture."
            }
            PictureError::Unsupported { .. } => "Open it in another program and save it as PNG or as usual JPEG.",
            PictureError::Damaged { .. } => "Get a complete copy of the file, or save it again as PNG or JPEG.",
            PictureError::TooLarge { .. } | PictureError::TooManyBytes { .. } => {
                "Make the picture smaller first; the model sees at most a few thousand pixels a side."
            }
        }
    }

    /// Of a decoder's or a reader's words.
    pub(super) fn damaged(format: &'static str, detail: impl ToString) -> Self {
        let detail = detail.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        Self::Damaged { format, detail: detail.trim_end_matches('.').to_owned() }
    }
}
