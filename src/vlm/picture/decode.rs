//! Decoding with a guard against files that unpack to more than a tab can hold.

use super::{MOST_PIXELS, Picture, PictureError, gif, header, jpeg, kind::Kind, pixels, png};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

/// Reads PNG, JPEG, WebP, GIF (first frame) or BMP; applies the EXIF orientation; puts transparency on white.
///
/// # Errors
/// When the file is something else, too large, damaged, or ends before its pixels do.
pub fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    decode_within(bytes, MOST_PIXELS)
}

/// The same with a limit of its own, in pixels.
///
/// # Errors
/// As [`decode`].
pub fn decode_within(bytes: &[u8], most: u64) -> Result<Picture, PictureError> {
    let (kind, header) = header::read(bytes, most)?;
    let rgb = match kind {
        Kind::Png => png::pixels(bytes, &header),
        Kind::Jpeg => jpeg::pixels(bytes),
        Kind::WebP => pixels::webp(bytes),
        Kind::Gif => gif::pixels(bytes, &header),
        Kind::Bmp => pixels::bmp(bytes),
    }?;
    let unlike = || PictureError::damaged(kind.name(), header::DISAGREE);
    let image = RgbImage::from_raw(header.width, header.height, rgb).ok_or_else(unlike)?;
    let mut image = DynamicImage::ImageRgb8(image);
    image.apply_orientation(Orientation::from_exif(header.orientation).unwrap_or(Orientation::NoTransforms));
    let (width, height) = (image.width(), image.height());
    Ok(Picture { width, height, rgb: image.into_rgb8().into_raw() })
}
