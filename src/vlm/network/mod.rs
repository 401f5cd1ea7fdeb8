//! The network of SmolVLM: a SigLIP tower, a pixel shuffle with one projection, a Llama decoder.
//!
//! Reference: transformers `modeling_smolvlm.py`. Tensors carry no batch axis. It exists twice: `integer` computes
//! with the kernels, `float` with candle's tensors. The second is the reference of the first, and what a benchmark
//! compares it with.

mod embedding;
mod float;
mod integer;
mod reader;

use super::checkpoint::{Geometry, Precision, Preprocessing, Weights};
use super::error::Result;
use super::host::Host;
use candle_core::Tensor;
use embedding::Embedding;
use reader::Reader;

pub use integer::pace::operations_per_second;

/// The model's parts, ready to run, and the keys and values of what the decoder has read.
pub struct Network {
    pub geometry: Geometry,
    embedding: Embedding,
    parts: Parts,
}

enum Parts {
    Float(Box<float::Parts>),
    Integer(Box<integer::Parts>),
}

impl Network {
    /// Reads every tensor once, pausing after each.
    pub async fn build(
        geometry: Geometry,
        preprocessing: Preprocessing,
        weights: &mut dyn Weights,
        precision: Precision,
        host: &mut impl Host,
    ) -> Result<Self> {
        let (vision, text) = (geometry.vision(), geometry.text());
        let mut reader = Reader::new(weights, host, geometry.tensors());
        // The largest tensors come first: reading one takes twice its size for a moment, which others fill later.
        reader.keep_blocks = precision != Precision::F32;
        let (name, shape) = ("text_model.embed_tokens.weight", [text.vocabulary, text.hidden]);
        let embedding = Embedding::new(reader.weight(name, &shape).await?);
        if !embedding.is_finite()? {
            return Err(reader.not_finite(name));
        }
        reader.keep_blocks = false;
        let parts = match precision {
            Precision::Auto => {
                Parts::Integer(Box::new(integer::Parts::build(vision, text, preprocessing, &mut reader).await?))
            }
            Precision::F32 | Precision::Candle => {
                let keep_blocks = precision == Precision::Candle;
                Parts::Float(Box::new(
                    float::Parts::build(vision, text, preprocessing, keep_blocks, &mut reader).await?,
                ))
            }
        };
        Ok(Self { geometry, embedding, parts })
    }

    /// Bytes of weights in memory.
    pub fn bytes(&self) -> usize {
        let parts = match &self.parts {
            Parts::Float(parts) => parts.bytes(),
            Parts::Integer(parts) => parts.bytes(),
        };
        parts + self.embedding.bytes()
    }

    /// One frame of `tile × tile × 3` bytes → [tokens per frame, text hidden].
    pub async fn encode(&self, frame: &[u8], host: &mut impl Host) -> Result<Tensor> {
        match &self.parts {
            Parts::Float(parts) => Ok(parts.connector.forward(&parts.tower.encode(frame, host).await?)?),
            Parts::Integer(parts) => parts.tower.encode(frame, host).await,
        }
    }

    /// [tokens] ids → [tokens, text hidden].
    pub fn embed(&self, ids: &[u32]) -> Result<Tensor> {
        Ok(self.embedding.rows(ids)?)
    }

    /// Reads [tokens, text hidden] behind what was kept; returns [tokens, text hidden] and keeps them, too.
    ///
    /// Memory for them is taken now, and not before: what a model allows says nothing about what is asked.
    pub async fn read(&mut self, rows: &Tensor, host: &mut impl Host) -> Result<Tensor> {
        match &mut self.parts {
            Parts::Float(parts) => {
                parts.cache.reserve(parts.cache.len() + rows.dim(0)?)?;
                parts.decoder.read(rows, &mut parts.cache, host).await
            }
            Parts::Integer(parts) => parts.decoder.read(rows, host).await,
        }
    }

    /// Logits [vocabulary] after the last of `rows`.
    pub fn logits(&mut self, rows: &Tensor) -> Result<Tensor> {
        match &mut self.parts {
            Parts::Float(parts) => parts.decoder.logits(rows),
            Parts::Integer(parts) => parts.decoder.logits(rows),
        }
    }

    /// Forgets everything read after the first `tokens`.
    pub fn truncate(&mut self, tokens: usize) {
        match &mut self.parts {
            Parts::Float(parts) => parts.cache.truncate(tokens),
            Parts::Integer(parts) => parts.decoder.truncate(tokens),
        }
    }
}
