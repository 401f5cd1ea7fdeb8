//! Pixels of every kind to three bytes each, and the formats that the `image` crate reads for us.

use super::{MOST_PIXELS, PictureError, header::Header};
use image::codecs::{bmp::BmpDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, Limits};
use std::io::Cursor;

pub fn bmp_header(bytes: &[u8]) -> Result<Header, PictureError> {
    let decoder = BmpDecoder::new(Cursor::new(bytes)).map_err(|error| PictureError::damaged("BMP", error))?;
    let (width, height) = decoder.dimensions();
    Ok(Header::new(width, height, None, None))
}

pub fn bmp(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let damaged = |error| PictureError::damaged("BMP", error);
    unpacked(BmpDecoder::new(Cursor::new(bytes)).map_err(damaged)?).map_err(damaged)
}

pub fn webp(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let damaged = |error| PictureError::damaged("WebP", error);
    unpacked(WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?).map_err(damaged)
}

fn unpacked(mut decoder: impl ImageDecoder) -> image::ImageResult<Vec<u8>> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_PIXELS * 16);
    decoder.set_limits(limits)?;
    let image = DynamicImage::from_decoder(decoder)?;
    Ok(if image.color().has_alpha() { on_white(image.to_rgba8().as_chunks().0) } else { image.into_rgb8().into_raw() })
}

/// Drops the alpha channel by blending with opaque white, rounded to the nearest value.
pub fn on_white(pixels: &[[u8; 4]]) -> Vec<u8> {
    let blend = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    pixels.iter().flat_map(|[red, green, blue, alpha]| [red, green, blue].map(|value| blend(*value, *alpha))).collect()
}

/// Every brightness as a colour.
pub fn grey(pixels: &[u8]) -> Vec<u8> {
    pixels.iter().flat_map(|brightness| [*brightness; 3]).collect()
}
