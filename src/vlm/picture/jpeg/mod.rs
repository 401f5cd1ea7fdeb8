//! JPEG: what its segments say, which of them the decoder gets to see, and whether the pixels are all there.

mod scans;
mod segments;

use super::header::{DISAGREE, Header};
use super::{PictureError, pixels::grey};
use segments::Segments;
use std::hash::{DefaultHasher, Hash, Hasher};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

const NAME: &str = "JPEG";

/// The mark at the end.
const END: [u8; 2] = [0xff, 0xd9];

/// More than the largest group of blocks takes.
const TAIL: usize = 4096;

pub fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let segments = Segments::read(bytes)?;
    let [width, height] = segments.frame.size.map(u32::from);
    Ok(Header::new(width, height, segments.exif.as_deref(), segments.xmp))
}

/// Three bytes a pixel.
pub fn pixels(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let segments = Segments::read(bytes)?;
    if segments.ends {
        return unpacked(segments.shown, segments.frame.size);
    }
    // A picture that lacks only its end mark is the same, whatever follows. One that was cut takes what follows for
    // its own.
    if !segments.scans.are_complete(&segments.frame) {
        return Err(cut());
    }
    let followed = |tail: u8| {
        let mut bytes = segments.shown.clone();
        // Half an end mark is none of the picture's data.
        bytes.truncate(bytes.len() - bytes.iter().rev().take_while(|byte| **byte == END[0]).count());
        bytes.resize(bytes.len() + TAIL, tail);
        unpacked([bytes, END.to_vec()].concat(), segments.frame.size)
    };
    let print = |pixels: &[u8]| {
        let mut hasher = DefaultHasher::new();
        pixels.hash(&mut hasher);
        hasher.finish()
    };
    let once = print(&followed(0)?);
    let again = followed(0xaa)?;
    if print(&again) == once { Ok(again) } else { Err(cut()) }
}

fn cut() -> PictureError {
    PictureError::damaged(NAME, "the file was cut short")
}

fn unpacked(bytes: Vec<u8>, size: [u16; 2]) -> Result<Vec<u8>, PictureError> {
    let damaged = |error: zune_jpeg::errors::DecodeErrors| PictureError::damaged(NAME, error);
    // Where the data of a picture is wrong inside, the rest is shown, as elsewhere.
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    if decoder.dimensions() != Some((size[0].into(), size[1].into())) {
        return Err(PictureError::damaged(NAME, DISAGREE));
    }
    let is_grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let wanted = if is_grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let pixels = decoder.decode().map_err(damaged)?;
    Ok(if is_grey { grey(&pixels) } else { pixels })
}
