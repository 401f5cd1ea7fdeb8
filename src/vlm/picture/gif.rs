//! GIF: its first frame on its screen, which grows to hold the frame, as in Pillow.

use super::header::{DISAGREE, Header, taken};
use super::{PictureError, pixels::on_white};
use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use std::borrow::Cow;
use std::io::Cursor;

const NAME: &str = "GIF";

/// Bytes before the screen's colours.
const SCREEN: usize = 13;

pub fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let side = |at| taken(bytes, at, NAME).map(u16::from_le_bytes);
    let frame = first_frame(bytes)?;
    let [left, top, width, height] =
        [side(frame)?, side(frame + 2)?, side(frame + 4)?, side(frame + 6)?].map(u32::from);
    let (screen_width, screen_height) = (u32::from(side(6)?), u32::from(side(8)?));
    if width == 0 || height == 0 {
        return Err(PictureError::damaged(NAME, "its first frame has no pixels"));
    }
    Ok(Header::new(screen_width.max(left + width), screen_height.max(top + height), None, None))
}

/// Where the first frame's place and size are.
fn first_frame(bytes: &[u8]) -> Result<usize, PictureError> {
    let byte = |at| taken::<1>(bytes, at, NAME).map(|[byte]| byte);
    let mut at = SCREEN + colours(byte(SCREEN - 3)?);
    loop {
        match byte(at)? {
            b',' => return Ok(at + 1),
            b'!' => {
                at += 2;
                loop {
                    let length = usize::from(byte(at)?);
                    at += 1 + length;
                    if length == 0 {
                        break;
                    }
                }
            }
            b';' => return Err(PictureError::damaged(NAME, "it holds no frame")),
            // Pillow looks for the next block, too.
            _ => at += 1,
        }
    }
}

/// Bytes of the colours that flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The file with colours: without any, an index is a brightness.
fn coloured(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes.split_at_checked(SCREEN) {
        Some((screen, rest)) if colours(screen[SCREEN - 3]) == 0 => {
            let mut screen = screen.to_vec();
            screen[SCREEN - 3] |= 0x87;
            let greys = (0..=255).flat_map(|index| [index; 3]).collect::<Vec<u8>>();
            Cow::Owned([&screen, &greys, rest].concat())
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// Three bytes a pixel of the screen.
pub fn pixels(bytes: &[u8], header: &Header) -> Result<Vec<u8>, PictureError> {
    let damaged = |error| PictureError::damaged(NAME, error);
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(MemoryLimit::Unlimited);
    options.allow_unknown_blocks(true);
    let coloured = coloured(bytes);
    let mut decoder = options.read_info(Cursor::new(&coloured)).map_err(damaged)?;
    let none = || PictureError::damaged(NAME, "it holds no frame");
    let frame = decoder.next_frame_info().map_err(damaged)?.ok_or_else(none)?;
    let (left, top, width) = (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width));
    let height = usize::from(frame.height);
    if left + width > header.width as usize || top + height > header.height as usize {
        return Err(PictureError::damaged(NAME, DISAGREE));
    }
    let (transparent, own) = (frame.transparent, frame.palette.clone());
    let mut indices = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut indices).map_err(damaged)?;

    let palette = own.as_deref().or(decoder.global_palette()).unwrap_or_default();
    let colour = |index: u8| {
        let [red, green, blue] = palette.as_chunks().0.get(usize::from(index)).copied().unwrap_or_default();
        [red, green, blue, if transparent == Some(index) { 0 } else { 255 }]
    };
    let colours: Vec<[u8; 3]> =
        on_white(&std::array::from_fn::<_, 256, _>(|index| colour(index as u8))).as_chunks().0.to_vec();
    let screen = header.width as usize;
    let around = colours[usize::from(transparent.unwrap_or(0))];
    let mut rgb = vec![around; screen * header.height as usize];
    for (row, line) in indices.chunks(width.max(1)).enumerate() {
        let start = (top + row) * screen + left;
        let place = rgb.get_mut(start..start + line.len()).ok_or_else(none)?;
        place.iter_mut().zip(line).for_each(|(pixel, index)| *pixel = colours[usize::from(*index)]);
    }
    Ok(rgb.into_flattened())
}
