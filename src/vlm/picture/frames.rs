//! Cutting a picture into the frames the tower sees: a grid of tiles, then one global view.
//!
//! Follows transformers' `image_processing_pil_smolvlm.py`: resize to the longest edge, round both sides up
//! to whole tiles, cut row by row, and squash the enlarged picture once more for the global view.

use super::{Picture, resize::lanczos3};

/// The reference never lets a side grow beyond this, in pixels.
const MAX_SIDE: u32 = 4096;

/// How a picture is to be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Framing {
    /// Side of a frame, in pixels.
    pub tile: u32,
    /// The longer side is resized to this first, in pixels: the detail knob.
    pub longest_edge: u32,
    /// Whether to cut tiles at all.
    pub split: bool,
}

impl Framing {
    /// Rows and columns of tiles for a picture of this size; `(0, 0)` when only the global view is used.
    pub fn grid(&self, width: u32, height: u32) -> (u32, u32) {
        let (width, height) = self.cut_size(width, height);
        if !self.split || (width <= self.tile && height <= self.tile) {
            return (0, 0);
        }
        (height / self.tile, width / self.tile)
    }

    /// Size after the first resize: the longer side is `longest_edge`, the other keeps the aspect ratio
    /// and is rounded up to an even number.
    fn first_size(&self, width: u32, height: u32) -> (u32, u32) {
        let aspect = f64::from(width) / f64::from(height);
        let even = |side: f64| (side as u32).next_multiple_of(2).max(1);
        let (width, height) = if width >= height {
            (self.longest_edge, even(f64::from(self.longest_edge) / aspect))
        } else {
            (even(f64::from(self.longest_edge) * aspect), self.longest_edge)
        };
        below(width.max(1), height.max(1), MAX_SIDE)
    }

    /// Size after the second resize: both sides are whole tiles.
    fn cut_size(&self, width: u32, height: u32) -> (u32, u32) {
        let (width, height) = self.first_size(width, height);
        let aspect = f64::from(width) / f64::from(height);
        let whole = |side: u32| side.max(1).div_ceil(self.tile) * self.tile;
        if width >= height {
            let width = whole(width);
            (width, whole((f64::from(width) / aspect) as u32))
        } else {
            let height = whole(height);
            (whole((f64::from(height) * aspect) as u32), height)
        }
    }
}

fn below(width: u32, height: u32, limit: u32) -> (u32, u32) {
    let aspect = f64::from(width) / f64::from(height);
    if width >= height && width > limit {
        (limit, ((f64::from(limit) / aspect) as u32).max(1))
    } else if height > width && height > limit {
        (((f64::from(limit) * aspect) as u32).max(1), limit)
    } else {
        (width, height)
    }
}

/// A picture as the tower sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    pub rows: u32,
    pub cols: u32,
    /// Side of every frame, in pixels.
    pub tile: u32,
    /// `rows * cols` tiles row by row, then the global view; each `tile * tile * 3` bytes.
    pub pixels: Vec<Vec<u8>>,
}

impl Frames {
    /// Mean byte of every frame.
    pub fn means(&self) -> Vec<f64> {
        let mean = |frame: &Vec<u8>| frame.iter().map(|byte| f64::from(*byte)).sum::<f64>() / frame.len() as f64;
        self.pixels.iter().map(mean).collect()
    }
}

/// Cuts a picture into frames.
pub fn cut(picture: Picture, framing: Framing) -> Frames {
    let tile = framing.tile;
    let (width, height) = (picture.width, picture.height);
    let (rows, cols) = framing.grid(width, height);
    let first = framing.first_size(width, height);
    let resized = lanczos3(picture, first.0, first.1);
    if !framing.split {
        return Frames { rows, cols, tile, pixels: vec![lanczos3(resized, tile, tile).rgb] };
    }
    let (width, height) = framing.cut_size(width, height);
    let enlarged = lanczos3(resized, width, height);
    let mut pixels = Vec::with_capacity((rows * cols + 1) as usize);
    for row in 0..rows {
        for col in 0..cols {
            pixels.push(crop(&enlarged, col * tile, row * tile, tile));
        }
    }
    pixels.push(lanczos3(enlarged, tile, tile).rgb);
    Frames { rows, cols, tile, pixels }
}

fn crop(picture: &Picture, left: u32, top: u32, side: u32) -> Vec<u8> {
    let row_bytes = picture.width as usize * 3;
    let (left, side) = (left as usize * 3, side as usize);
    (top as usize..top as usize + side)
        .flat_map(|row| &picture.rgb[row * row_bytes + left..][..side * 3])
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: Framing = Framing { tile: 512, longest_edge: 2048, split: true };

    #[test]
    fn grids_of_usual_pictures() {
        assert_eq!(REAL.grid(300, 300), (4, 4));
        assert_eq!(REAL.grid(640, 480), (3, 4));
        assert_eq!(REAL.grid(1080, 1920), (4, 3));
        assert_eq!(Framing { longest_edge: 512, ..REAL }.grid(640, 480), (0, 0));
        assert_eq!(Framing { split: false, ..REAL }.grid(640, 480), (0, 0));
    }

    #[test]
    fn slivers_keep_at_least_one_tile() {
        assert_eq!(REAL.grid(10_000, 1), (1, 4));
        assert_eq!(REAL.grid(1, 10_000), (4, 1));
    }

    #[test]
    fn global_view_comes_last() {
        let picture = Picture { width: 2, height: 1, rgb: vec![0, 0, 0, 255, 255, 255] };
        let frames = cut(picture, Framing { tile: 4, longest_edge: 8, split: true });
        assert_eq!((frames.rows, frames.cols, frames.pixels.len()), (1, 2, 3));
        assert!(frames.pixels.iter().all(|frame| frame.len() == 4 * 4 * 3));
        assert!(frames.pixels[0][0] < 20 && frames.pixels[1][4 * 4 * 3 - 1] > 235);
    }
}
