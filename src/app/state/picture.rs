//! The picture on the bench, the samples beside it, and the grid a model sees it through.

/// Names a picture whose bytes the browser room keeps.
pub type PictureId = u32;

/// A picture as the page knows it; the bytes stay in the browser room.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub id: PictureId,
    /// An object URL for the preview.
    pub address: String,
    pub name: String,
    /// What it shows, where somebody has written it down.
    pub alt: Option<String>,
    pub bytes: u64,
    /// The sample's file name, if it is one.
    pub sample: Option<String>,
    pub preview: Preview,
}

/// Whether the browser could draw the picture. The engine decodes it by itself and may know better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview {
    Pending,
    Drawn { width: u32, height: u32 },
    Unreadable,
}

/// One line of `samples/samples.json`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Sample {
    pub file: String,
    pub title: String,
    pub alt: String,
}

/// The tiles of a picture. A picture of one tile is seen whole only; a larger one tile by tile and then whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    pub rows: u32,
    pub columns: u32,
}

impl Grid {
    /// What becomes of a picture of `width` × `height` whose longest edge is made `detail` tiles long: the other edge
    /// follows in proportion and is rounded up to whole tiles.
    pub fn of(width: u32, height: u32, tile: u32, detail: u32) -> Grid {
        let (width, height, tile) = (width.max(1) as u64, height.max(1) as u64, tile.max(1) as u64);
        let detail = detail.max(1) as u64;
        let edge = detail * tile;
        if width >= height {
            let scaled = (edge * height / width).max(1);
            Grid { rows: scaled.div_ceil(tile) as u32, columns: detail as u32 }
        } else {
            let scaled = (edge * width / height).max(1);
            Grid { rows: detail as u32, columns: scaled.div_ceil(tile) as u32 }
        }
    }

    pub fn tiles(self) -> u32 {
        self.rows * self.columns
    }

    /// Frames the vision tower sees: every tile and the whole picture, or the whole picture alone.
    pub fn frames(self) -> u32 {
        if self.tiles() > 1 { self.tiles() + 1 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_at_detail_two_has_four_tiles_and_the_whole() {
        assert_eq!(Grid::of(512, 512, 256, 2), Grid { rows: 2, columns: 2 });
        assert_eq!(Grid::of(512, 512, 256, 2).frames(), 5);
    }

    #[test]
    fn the_shorter_edge_is_rounded_up_to_whole_tiles() {
        assert_eq!(Grid::of(1600, 900, 512, 4), Grid { rows: 3, columns: 4 });
        assert_eq!(Grid::of(900, 1600, 512, 4), Grid { rows: 4, columns: 3 });
    }

    #[test]
    fn one_tile_is_one_frame() {
        assert_eq!(Grid::of(640, 480, 512, 1), Grid { rows: 1, columns: 1 });
        assert_eq!(Grid::of(640, 480, 512, 1).frames(), 1);
    }

    #[test]
    fn a_line_of_pixels_still_has_a_tile() {
        assert_eq!(Grid::of(30_000, 1, 512, 4), Grid { rows: 1, columns: 4 });
    }
}
