//! How a picture is spelled in the prompt: one `<image>` per embedding row, with markers around frames.
//!
//! The marker strings are those of transformers' `processing_smolvlm.py`; their ids come from the tokenizer.

use super::PromptError;

pub const IMAGE: &str = "<image>";
const AROUND: &str = "<fake_token_around_image>";
const GLOBAL: &str = "<global-img>";

/// The spelling of pictures for one model.
#[derive(Clone, Debug)]
pub struct ImageTokens {
    /// Embedding rows one frame fills.
    tokens_per_frame: usize,
    /// Every special token of the tokenizer, as text.
    reserved: Vec<String>,
}

impl ImageTokens {
    pub fn new(tokens_per_frame: usize, reserved: Vec<String>) -> Self {
        Self { tokens_per_frame, reserved }
    }

    /// Fails when a visitor's text spells a special token, which would otherwise be read as one.
    pub(super) fn refuse_reserved(&self, text: &str) -> Result<(), PromptError> {
        match self.reserved.iter().find(|token| text.contains(token.as_str())) {
            Some(token) => Err(PromptError::ReservedToken { token: token.clone() }),
            None => Ok(()),
        }
    }

    /// Replaces each `<image>` of the rendered template by the spelling of the next grid.
    pub(super) fn expand(
        &self,
        rendered: &str,
        mut grids: impl Iterator<Item = (u32, u32)>,
    ) -> Result<String, PromptError> {
        let mut pieces = rendered.split(IMAGE);
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let grid =
                grids.next().ok_or_else(|| PromptError::Template("it names more pictures than there are".into()))?;
            text.push_str(&self.spell(grid)?);
            text.push_str(piece);
        }
        match grids.next() {
            None => Ok(text),
            Some(_) => Err(PromptError::Template("it leaves out a picture".into())),
        }
    }

    fn spell(&self, (rows, cols): (u32, u32)) -> Result<String, PromptError> {
        let frame = IMAGE.repeat(self.tokens_per_frame);
        let mut text = String::new();
        for row in 1..=rows {
            for col in 1..=cols {
                let place = format!("<row_{row}_col_{col}>");
                if self.reserved.iter().any(|token| token == "<row_1_col_1>") && !self.reserved.contains(&place) {
                    return Err(PromptError::GridTooLarge { rows, cols });
                }
                text.push_str(AROUND);
                text.push_str(&place);
                text.push_str(&frame);
            }
            text.push('\n');
        }
        if rows > 0 {
            text.push('\n');
        }
        text.push_str(AROUND);
        text.push_str(GLOBAL);
        text.push_str(&frame);
        text.push_str(AROUND);
        Ok(text)
    }
}
