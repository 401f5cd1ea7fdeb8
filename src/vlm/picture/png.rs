//! PNG: the chunks around the pixels are walked here and hidden from the decoder, so that nothing but pixels unpacks.

use super::header::{DISAGREE, Header, taken};
use super::{MOST_PIXELS, PictureError, pixels::grey, pixels::on_white};
use png::{ColorType, DecodeOptions, Decoder, InterlaceInfo, Limits, Reader, Transformations, expand_interlaced_row};
use std::io::Cursor;

const NAME: &str = "PNG";
const SIGNATURE: usize = 8;

/// The keyword of XMP in a text chunk, and the marks of one that is not packed.
const XMP: &[u8] = b"XML:com.adobe.xmp\0\0";

pub fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let side = |at| taken(bytes, at, NAME).map(u32::from_be_bytes);
    if bytes.get(SIGNATURE + 4..SIGNATURE + 8) != Some(b"IHDR") {
        return Err(PictureError::damaged(NAME, "its header is not whole"));
    }
    let (width, height) = (side(SIGNATURE + 8)?, side(SIGNATURE + 12)?);
    let (mut exif, mut xmp) = (None, None);
    for (name, data) in chunks(bytes) {
        match name {
            // Before the pixels or behind them: the last one counts.
            b"eXIf" => exif = Some(data),
            b"iTXt" if data.starts_with(XMP) => xmp = Some(data),
            b"IEND" => break,
            _ => {}
        }
    }
    Ok(Header::new(width, height, exif, xmp))
}

/// Names and contents of the chunks, as far as they are whole.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk()?;
        let (name, behind) = behind.split_first_chunk()?;
        let (data, behind) = behind.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        // The check sum.
        rest = behind.get(4..).unwrap_or_default();
        Some((name, data))
    })
}

/// Three bytes a pixel.
pub fn pixels(bytes: &[u8], header: &Header) -> Result<Vec<u8>, PictureError> {
    let damaged = |error| PictureError::damaged(NAME, error);
    let mut options = DecodeOptions::default();
    options.set_ignore_text_chunk(true);
    options.set_ignore_iccp_chunk(true);
    options.set_skip_ancillary_crc_failures(true);
    let mut decoder = Decoder::new_with_options(Cursor::new(bytes), options);
    decoder.set_limits(Limits { bytes: MOST_PIXELS as usize * 8 });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(damaged)?;
    if reader.info().size() != (header.width, header.height) {
        return Err(PictureError::damaged(NAME, DISAGREE));
    }
    // A colour that stands for transparency is a picture's own only in greys and palettes, for the reference.
    let is_opaque = reader.info().color_type == ColorType::Rgb;
    let (colours, raw) = (reader.output_color_type().0, unpacked(&mut reader)?);
    Ok(match colours {
        ColorType::Grayscale => grey(&raw),
        ColorType::GrayscaleAlpha => {
            let pixels: Vec<_> =
                raw.as_chunks().0.iter().map(|[value, alpha]| [*value, *value, *value, *alpha]).collect();
            on_white(&pixels)
        }
        ColorType::Rgba if is_opaque => raw.as_chunks::<4>().0.iter().flat_map(|[colours @ .., _]| *colours).collect(),
        ColorType::Rgba => on_white(raw.as_chunks().0),
        ColorType::Rgb | ColorType::Indexed => raw,
    })
}

/// Every row. What stands behind the last one, or is missing there, is none of the picture's.
fn unpacked(reader: &mut Reader<Cursor<&[u8]>>) -> Result<Vec<u8>, PictureError> {
    let (width, height) = reader.info().size();
    let line = reader.output_line_size(width).filter(|line| *line > 0);
    let too_large = || PictureError::damaged(NAME, "it is too large");
    let size = line.and_then(|line| line.checked_mul(height as usize)).ok_or_else(too_large)?;
    let line = line.unwrap_or(size);
    let bits = (line / width.max(1) as usize * 8) as u8;
    let mut raw = vec![0; size];
    let mut plain = 0;
    let mut left = rows(reader.info().interlaced, width, height);
    while left > 0 {
        let row = reader.next_interlaced_row().map_err(|error| PictureError::damaged(NAME, error))?;
        let Some(row) = row else { break };
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                raw[plain..plain + line].copy_from_slice(&row.data()[..line]);
                plain += line;
            }
            InterlaceInfo::Adam7(place) => expand_interlaced_row(&mut raw, line, row.data(), place, bits),
        }
        left -= 1;
    }
    Ok(raw)
}

/// Rows as they are stored, which are shorter and more where a picture is interlaced.
fn rows(interlaced: bool, width: u32, height: u32) -> u64 {
    if !interlaced {
        return u64::from(height);
    }
    // The first column and row of each of Adam7's passes, and the steps between.
    let passes: [[u32; 4]; 7] =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
    let stored =
        |[column, row, _, step]: [u32; 4]| if width > column { height.saturating_sub(row).div_ceil(step) } else { 0 };
    passes.map(stored).into_iter().map(u64::from).sum()
}
