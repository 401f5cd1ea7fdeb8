//! The first passes, before anybody asks. Browsers compile a function in a hurry, and well only once it has been used.

use super::decoder::Decoder;
use super::tower::{Tower, Workspace};
use crate::vlm::error::Result;

/// Rows of a pass: more than attention takes together.
const ROWS: usize = 64;

/// Passes after which V8 has compiled everything well.
const PASSES: usize = 12;

impl Tower {
    /// Sends a few rows through the first block, as a frame goes through all.
    pub fn warm_up(&self) -> Result<()> {
        let hidden = self.geometry.hidden;
        let mut work = Workspace::new(ROWS, hidden, self.geometry.heads);
        let mut x = rows(ROWS, hidden);
        for block in self.blocks.iter().take(1).cycle().take(PASSES) {
            block.attend(&mut x, ROWS, &mut work)?;
            block.feed(&mut x, ROWS, &mut work)?;
        }
        Ok(())
    }
}

impl Decoder {
    /// The same with its first layer, as it reads a prompt and then its own words. What it leaves in the cache is behind
    /// what was read, so that nobody looks at it.
    pub fn warm_up(&mut self) -> Result<()> {
        let many = ROWS.min(self.geometry.context.saturating_sub(1));
        for (tokens, before) in [(many, 0), (1, many)] {
            let mut x = rows(tokens, self.geometry.hidden);
            self.work.size(&self.geometry, tokens);
            self.reserve(before + tokens);
            let Some(layer) = self.layers.first_mut() else { return Ok(()) };
            for _ in 0..PASSES {
                layer.attend(&mut x, &self.geometry, &self.rotation, before, &mut self.work)?;
                layer.feed(&mut x, tokens, &self.work)?;
            }
        }
        Ok(())
    }
}

/// Numbers of both signs, as good as any others.
pub fn rows(count: usize, width: usize) -> Vec<f32> {
    (0..count * width).map(|index| (index % 17) as f32 / 8.0 - 1.0).collect()
}
