//! Decoding with a guard against files that unpack to more than a tab can hold.

use super::Picture;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Above this a picture is refused before its pixels are unpacked (a 108-megapixel phone photo still fits).
const MAX_PIXELS: u64 = 120_000_000;

/// Why a file is not a usable picture.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PictureError {
    #[error("The file is empty.")]
    Empty,
    #[error("This is {found}, which can't be read here.")]
    UnknownFormat { found: &'static str },
    #[error("The {format} picture is damaged or cut short: {detail}.")]
    Damaged { format: &'static str, detail: String },
    #[error("The picture is {width} × {height} pixels; at most {} million pixels are read.", MAX_PIXELS / 1_000_000)]
    TooLarge { width: u32, height: u32 },
}

impl PictureError {
    pub fn remedy(&self) -> &'static str {
        match self {
            PictureError::Empty => "Choose the file again, or another one.",
            PictureError::UnknownFormat { .. } => "Choose a PNG, JPEG, WebP, GIF or BMP picture.",
            PictureError::Damaged { .. } => "Get a complete copy of the file, or save it again as PNG or JPEG.",
            PictureError::TooLarge { .. } => {
                "Make the picture smaller first; the model sees at most a few thousand pixels a side."
            }
        }
    }
}

/// Reads PNG, JPEG, WebP, GIF (first frame) or BMP; applies the EXIF orientation; puts transparency on white.
pub fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    let format = image::guess_format(bytes)
        .ok()
        .and_then(name_of)
        .ok_or(PictureError::UnknownFormat { found: describe(bytes) })?;
    let damaged = |error: ImageError| PictureError::Damaged { format, detail: plain(&error) };

    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| damaged(error.into()))?;
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_PIXELS * 16);
    decoder.set_limits(limits).map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    Ok(on_white(&image))
}

fn name_of(format: ImageFormat) -> Option<&'static str> {
    Some(match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::WebP => "WebP",
        ImageFormat::Gif => "GIF",
        ImageFormat::Bmp => "BMP",
        _ => return None,
    })
}

/// A guess at what a file without a known picture signature is, for the message.
fn describe(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(512)];
    if bytes.get(4..12).is_some_and(|brand| matches!(brand, b"ftypheic" | b"ftypheix" | b"ftypmif1")) {
        return "a HEIC picture";
    }
    if bytes.get(4..12) == Some(b"ftypavif") {
        return "an AVIF picture";
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return "a video";
    }
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return "a TIFF picture";
    }
    if bytes.starts_with(b"%PDF") {
        return "a PDF document";
    }
    match std::str::from_utf8(head) {
        Ok(text) if text.contains("<svg") => "an SVG drawing",
        Ok(text) if !text.contains('\0') => "a text file",
        // A cut inside a character is no reason to call a text binary.
        Err(error) if error.error_len().is_none() => "a text file",
        _ => "no picture format known here",
    }
}

fn plain(error: &ImageError) -> String {
    let text = error.to_string();
    text.trim_end_matches('.').to_owned()
}

/// Drops the alpha channel by blending with opaque white, rounded to the nearest value.
fn on_white(image: &DynamicImage) -> Picture {
    let (width, height) = (image.width(), image.height());
    let rgb = if image.color().has_alpha() {
        let blend = |value: u8, alpha: u8| {
            let (value, alpha) = (u32::from(value), u32::from(alpha));
            ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        image.to_rgba8().pixels().flat_map(|pixel| [0, 1, 2].map(|channel| blend(pixel[channel], pixel[3]))).collect()
    } else {
        image.to_rgb8().into_raw()
    };
    Picture { width, height, rgb }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let pixels = image::RgbImage::from_pixel(width, height, image::Rgb([10, 200, 30]));
        pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn reads_a_picture() {
        let picture = decode(&png(3, 2)).unwrap();
        assert_eq!((picture.width, picture.height), (3, 2));
        assert_eq!(&picture.rgb[..3], [10, 200, 30]);
    }

    #[test]
    fn names_what_it_cannot_read() {
        assert_eq!(decode(b""), Err(PictureError::Empty));
        assert_eq!(decode(b"hello, world"), Err(PictureError::UnknownFormat { found: "a text file" }));
        assert_eq!(decode(b"\0\0\0\x18ftypheic\0\0"), Err(PictureError::UnknownFormat { found: "a HEIC picture" }));
    }

    #[test]
    fn a_cut_png_is_damaged() {
        let whole = png(64, 64);
        assert!(matches!(decode(&whole[..whole.len() / 2]), Err(PictureError::Damaged { format: "PNG", .. })));
    }

    #[test]
    fn a_huge_header_is_refused_before_unpacking() {
        let mut bytes = png(1, 1);
        bytes[16..20].copy_from_slice(&30_000u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&30_000u32.to_be_bytes());
        let checksum = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(decode(&bytes), Err(PictureError::TooLarge { width: 30_000, height: 30_000 }));
    }

    #[test]
    fn transparency_becomes_white() {
        let mut bytes = Vec::new();
        let mut pixels = image::RgbaImage::from_pixel(2, 1, image::Rgba([0, 0, 0, 0]));
        pixels.put_pixel(1, 0, image::Rgba([0, 0, 0, 128]));
        pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        assert_eq!(decode(&bytes).unwrap().rgb, [255, 255, 255, 127, 127, 127]);
    }

    /// The checksum of a PNG chunk (PNG specification, annex D).
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
        })
    }
}
