//! How a model wants its pictures, checked against its tower.

use super::CheckpointError;
use super::declared::Declared;
use super::geometry::{Preprocessing, VisionGeometry};
use crate::vlm::picture::Framing;

/// The most tiles along the longer side of a picture.
const MOST_TILES: u32 = 16;

/// What a file says of frames, unchecked.
pub struct DeclaredFrames {
    /// Side of a frame, where it is said apart from the tower's.
    pub tile: Option<Declared<u64>>,
    pub longest_edge: Declared<u64>,
    pub split: bool,
    pub values: ImageValues,
}

/// How bytes become numbers, where a file says so.
#[derive(Clone, Debug, Default)]
pub struct ImageValues {
    /// What bytes are multiplied with first.
    pub factor: Option<Declared<f64>>,
    pub mean: Option<[Declared<f64>; 3]>,
    pub std: Option<[Declared<f64>; 3]>,
}

impl DeclaredFrames {
    /// # Errors
    /// When the frames are not the tower's, or a number is out of bounds.
    pub fn check(&self, vision: &VisionGeometry) -> Result<Preprocessing, CheckpointError> {
        let tile = vision.tile as u32;
        if let Some(side) = &self.tile
            && side.within(1..=u32::MAX)? != vision.tile
        {
            return Err(side.refuse(format!("{tile}, the side of the tower's frames")));
        }
        let longest_edge = self.longest_edge.within(1..=MOST_TILES * tile)? as u32;
        let values = &self.values;
        let divisor = match &values.factor {
            Some(factor) => (1.0 / factor.within(1e-6..=1e3)?) as f32,
            None => 255.0,
        };
        Ok(Preprocessing {
            framing: Framing { tile, longest_edge, split: self.split },
            divisor,
            mean: channels(&values.mean, -1e3..=1e3)?,
            std: channels(&values.std, 1e-3..=1e3)?,
        })
    }
}

/// SigLIP's own where nothing is said.
fn channels(
    declared: &Option<[Declared<f64>; 3]>,
    range: std::ops::RangeInclusive<f64>,
) -> Result<[f32; 3], CheckpointError> {
    let mut channels = [0.5; 3];
    for (channel, declared) in channels.iter_mut().zip(declared.iter().flatten()) {
        *channel = declared.within(range.clone())? as f32;
    }
    Ok(channels)
}
