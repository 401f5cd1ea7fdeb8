//! Resizing as Pillow does it: separable Lanczos-3, rounded to bytes between the two passes.

use super::Picture;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image};

/// The picture at exactly `width` × `height` pixels, ignoring its aspect ratio.
pub fn lanczos3(picture: Picture, width: u32, height: u32) -> Picture {
    if (picture.width, picture.height) == (width, height) {
        return picture;
    }
    let source = Image::from_vec_u8(picture.width, picture.height, picture.rgb, PixelType::U8x3)
        .expect("a picture holds width × height × 3 bytes");
    let mut target = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut target, &options).expect("both images have the same pixel type");
    Picture { width, height, rgb: target.into_vec() }
}
