//! What is kept between questions: picture embeddings, and the keys and values of the shared beginning.

use super::picture::Framing;
use candle_core::Tensor;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Pictures whose embeddings are kept; the oldest goes first.
const MOST_PICTURES: usize = 8;

/// Identifies the bytes of a picture together with how it is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureKey(u64, usize);

impl PictureKey {
    pub fn new(bytes: &[u8], framing: Framing) -> Self {
        let mut hasher = DefaultHasher::new();
        (bytes, framing).hash(&mut hasher);
        Self(hasher.finish(), bytes.len())
    }
}

/// A picture that has passed the tower.
#[derive(Clone)]
pub struct Embedded {
    pub key: PictureKey,
    pub rows: u32,
    pub cols: u32,
    /// Mean byte of every frame.
    pub frame_means: Vec<f64>,
    /// [frames, tokens per frame, text hidden]
    pub features: Tensor,
}

/// One place of the prompt as the decoder sees it: image tokens share an id, so the picture tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Token(u32),
    Image(PictureKey, usize),
}

#[derive(Default)]
pub struct Memory {
    pictures: Vec<Embedded>,
    /// What the decoder has read, place by place.
    slots: Vec<Slot>,
}

impl Memory {
    pub fn picture(&self, key: PictureKey) -> Option<&Embedded> {
        self.pictures.iter().find(|picture| picture.key == key)
    }

    pub fn keep_picture(&mut self, picture: Embedded) {
        if self.pictures.len() == MOST_PICTURES {
            self.pictures.remove(0);
        }
        self.pictures.push(picture);
    }

    /// Cuts back to what is shared with `prompt`; returns how many places that is.
    /// At least the last place is left to compute, since its logits are needed.
    pub fn reuse(&mut self, prompt: &[Slot]) -> usize {
        let shared = self.slots.iter().zip(prompt).take_while(|(kept, wanted)| kept == wanted).count();
        let shared = shared.min(prompt.len().saturating_sub(1));
        self.slots.truncate(shared);
        shared
    }

    /// Notes what the decoder has read.
    pub fn remember(&mut self, slots: &[Slot]) {
        self.slots.extend_from_slice(slots);
    }

    pub fn forget(&mut self) {
        self.pictures.clear();
        self.slots.clear();
    }
}
