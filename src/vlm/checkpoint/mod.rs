//! Checkpoints: what a model is (geometry, tokenizer, template) and its weights, read from files.
//!
//! Two forms are known: a Hugging Face folder and a pair of GGUF files. Both give the same [`Checkpoint`].
//! Tensors are read one at a time, so memory peaks at the weights plus one tensor.

mod assemble;
mod chat_template;
mod declared;
mod disk;
mod error;
mod geometry;
mod gguf;
mod gguf_header;
mod gguf_metadata;
mod gguf_names;
mod gguf_reader;
mod gguf_sizes;
mod gguf_types;
mod gguf_weights;
mod huggingface;
mod huggingface_config;
mod inventory;
mod json;
mod preprocessing;
mod processor_config;
mod rope;
mod safetensors;
mod safetensors_header;
mod shards;

pub use disk::DiskFolder;
pub use error::CheckpointError;
pub use geometry::{Geometry, Preprocessing, TextGeometry, VisionGeometry};
pub use rope::RopePairing;
pub use shards::{INDEX, WHOLE, shard_names};

use super::{prompt::ChatTemplate, tokenizer::TextTokenizer};
use assemble::Words;
use candle_core::{Tensor, quantized::QTensor};
use std::io::{self, Read, Seek};
use std::sync::Arc;

/// Anything a checkpoint file can be read from.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// An open file and the name errors call it by.
pub struct NamedSource {
    pub name: String,
    pub reader: Box<dyn ReadSeek>,
}

/// The files of a Hugging Face folder, wherever they are.
pub trait Folder {
    /// `Ok(None)` when the folder has no such file.
    fn open(&self, file: &str) -> io::Result<Option<Box<dyn ReadSeek>>>;
}

/// How weights are held in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Precision {
    /// The form that runs fastest: matrices as small integers.
    #[default]
    Auto,
    /// Everything in float32, the reference.
    F32,
    /// candle's own products, for comparison: a float32 tower, and the decoder's blocks as the file has them.
    Candle,
}

/// A tensor as it will be computed with.
#[derive(Clone)]
pub enum Weight {
    /// float32.
    Full(Tensor),
    /// Blocks of a GGUF file.
    Quantised(Arc<QTensor>),
}

/// The weights, under the names of transformers' `SmolVLMForConditionalGeneration` without the leading `model.`.
pub trait Weights {
    /// Shape of a tensor as stored, or `None` when there is none of that name.
    fn shape(&self, name: &str) -> Option<Vec<usize>>;

    /// Fails unless the tensor is there in this shape, as numbers that can be read.
    ///
    /// # Errors
    /// Names the file and the tensor.
    fn check(&self, name: &str, shape: &[usize]) -> Result<(), CheckpointError>;

    /// The error that names a tensor that is not among `known`, if there is one.
    fn unknown(&self, known: &[String]) -> Option<CheckpointError>;

    /// The error that a tensor holds an infinite number or none.
    fn not_finite(&self, name: &str) -> CheckpointError;

    /// Reads one tensor. `keep_quantised` leaves GGUF blocks as they are.
    ///
    /// # Errors
    /// Names the file and the tensor when it is missing, cut short or has another shape.
    fn read(&mut self, name: &str, shape: &[usize], keep_quantised: bool) -> Result<Weight, CheckpointError>;
}

/// Everything a model is.
pub struct Checkpoint {
    pub name: String,
    pub geometry: Geometry,
    pub preprocessing: Preprocessing,
    pub tokenizer: TextTokenizer,
    pub template: ChatTemplate,
    pub image_token: u32,
    /// Tokens that end an answer.
    pub end_tokens: Vec<u32>,
    pub weights: Box<dyn Weights>,
}

impl Checkpoint {
    /// Opens a folder with `config.json`, `tokenizer.json`, `preprocessor_config.json` and safetensors.
    pub fn open_folder(name: &str, folder: &dyn Folder) -> Result<Self, CheckpointError> {
        huggingface::open(name, folder)
    }

    /// Opens a text GGUF and the `mmproj` GGUF that goes with it.
    pub fn open_gguf(text: NamedSource, mmproj: NamedSource) -> Result<Self, CheckpointError> {
        gguf::open(text, mmproj)
    }
}

/// Memory for the bytes of a tensor, whose number the header has been checked for.
fn buffer(bytes: u64) -> Result<Vec<u8>, String> {
    let too_large = |_| format!("its {bytes} bytes don't fit into memory");
    let length = usize::try_from(bytes).map_err(|_| too_large(()))?;
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(length).map_err(|_| too_large(()))?;
    buffer.resize(length, 0);
    Ok(buffer)
}
