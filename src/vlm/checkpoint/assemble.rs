//! A checkpoint from what either form of files says: sizes, words and pictures have to fit each other.

use super::declared::Declared;
use super::geometry::{DeclaredText, DeclaredVision, Geometry};
use super::preprocessing::DeclaredFrames;
use super::{Checkpoint, CheckpointError, Weights};
use crate::vlm::{prompt::ChatTemplate, tokenizer::TextTokenizer};

/// What takes the place of a row of a picture.
const IMAGE: &str = "<image>";

/// Everything about text.
pub struct Words {
    /// The model's.
    pub name: String,
    /// The file that the tokenizer comes from.
    pub file: String,
    pub tokenizer: TextTokenizer,
    pub template: ChatTemplate,
    pub end_tokens: Vec<u32>,
    /// The id of `<image>`, where it is said apart from the tokenizer.
    pub image_token: Option<u32>,
    /// Rows of a frame, where it is said apart from the tower.
    pub tokens_per_frame: Option<Declared<u64>>,
}

impl Checkpoint {
    /// # Errors
    /// Names the field or the tensor that is out of bounds or doesn't fit the rest.
    pub(super) fn assemble(
        words: Words,
        vision: &DeclaredVision,
        text: &DeclaredText,
        frames: &DeclaredFrames,
        weights: Box<dyn Weights>,
    ) -> Result<Self, CheckpointError> {
        let geometry = Geometry::check(vision, text, weights.as_ref())?;
        let preprocessing = frames.check(geometry.vision())?;
        let Words { name, file, tokenizer, template, end_tokens, image_token, tokens_per_frame } = words;
        let rows = geometry.text().vocabulary;
        let wrong =
            |field: &str, found: u32, expected: String| Err(CheckpointError::unexpected(&file, field, found, expected));
        let highest = tokenizer.highest_id();
        if highest as usize >= rows {
            return wrong("the highest id of a token", highest, format!("below {rows}, the rows of the embedding"));
        }
        let Some(image) = tokenizer.id_of(IMAGE) else {
            return Err(CheckpointError::missing_field(&file, "token <image>"));
        };
        if let Some(other) = image_token.filter(|other| *other != image) {
            return wrong("the id of <image>", image, format!("{other}, the image_token_id of config.json"));
        }
        if let Some(end) = end_tokens.iter().find(|end| **end as usize >= rows) {
            return wrong("the id of an end token", *end, format!("below {rows}, the rows of the embedding"));
        }
        let per_frame = geometry.vision().tokens_per_frame();
        if let Some(said) = tokens_per_frame
            && said.within(1..=u32::MAX)? != per_frame
        {
            return Err(said.refuse(format!("{per_frame}, the image tokens that a frame fills")));
        }
        Ok(Self { name, geometry, preprocessing, tokenizer, template, image_token: image, end_tokens, weights })
    }
}
