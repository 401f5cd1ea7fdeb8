//! The tensors of a GGUF pair under transformers' names.

use super::gguf_header::{GgufHeader, Place};
use super::gguf_names::{GgufFile, gguf_name};
use super::{CheckpointError, Weight, Weights, buffer};
use candle_core::Device;
use candle_core::quantized::{GgmlDType, ggml_file::qtensor_from_ggml};
use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

/// What each pair of a head is slowed down by; the only tensor that is no weight.
pub const ROPE_FACTORS: &str = "rope_freqs.weight";

pub struct GgufWeights {
    pub text: GgufHeader,
    pub mmproj: GgufHeader,
    /// Whether `ffn_up` and `ffn_down` of the vision file have each other's names.
    exchanged: bool,
}

impl GgufWeights {
    pub fn new(text: GgufHeader, mmproj: GgufHeader) -> Self {
        let exchanged = ffn_exchanged(&mmproj);
        Self { text, mmproj, exchanged }
    }

    fn header(&self, file: GgufFile) -> &GgufHeader {
        match file {
            GgufFile::Text => &self.text,
            GgufFile::Vision => &self.mmproj,
        }
    }

    /// Where a tensor is. Without an output matrix the decoder shares the embedding's.
    fn place(&self, name: &str) -> Option<(GgufFile, String)> {
        let (file, gguf) = gguf_name(name, self.exchanged)?;
        let shared = name == "lm_head.weight" && !self.text.tensors.contains_key(&gguf);
        if shared { gguf_name("text_model.embed_tokens.weight", false) } else { Some((file, gguf)) }
    }

    fn find(&self, name: &str, shape: &[usize]) -> Result<(GgufFile, String), CheckpointError> {
        let place = self.place(name);
        let (file, tensor) = place.clone().unwrap_or((GgufFile::Text, name.to_owned()));
        let (file, expected) = (self.header(file).file.clone(), shape.to_vec());
        match self.tensor(name) {
            None => Err(CheckpointError::TensorMissing { file, tensor, expected }),
            Some(found) if found.shape != shape => {
                Err(CheckpointError::TensorShape { file, tensor, found: found.shape.clone(), expected })
            }
            Some(_) => place.ok_or(CheckpointError::TensorMissing { file, tensor, expected }),
        }
    }

    fn tensor(&self, name: &str) -> Option<&Place> {
        let (file, gguf) = self.place(name)?;
        self.header(file).tensors.get(&gguf)
    }

    /// What every pair of a head is slowed down by, where the file says so.
    pub fn rope_factors(&mut self) -> Result<Option<Vec<f32>>, CheckpointError> {
        if !self.text.tensors.contains_key(ROPE_FACTORS) {
            return Ok(None);
        }
        let factors = read(&mut self.text, ROPE_FACTORS, false)?;
        let Weight::Full(factors) = factors else { return Ok(None) };
        let numbers = factors.flatten_all().and_then(|factors| factors.to_vec1());
        numbers.map(Some).map_err(|error| CheckpointError::tensor(&self.text.file, ROPE_FACTORS, error))
    }
}

/// Older official files have them exchanged; the shape of the first block tells: `ffn_up` makes a row longer.
fn ffn_exchanged(mmproj: &GgufHeader) -> bool {
    let side = |name: &str, index: usize| mmproj.tensors.get(name).and_then(|place| place.shape.get(index).copied());
    let hidden = side("v.blk.0.attn_q.weight", 1);
    let (up, down) = (side("v.blk.0.ffn_up.weight", 1), side("v.blk.0.ffn_down.weight", 1));
    hidden.is_some() && up != hidden && down == hidden
}

/// Reads a tensor that is there.
fn read(header: &mut GgufHeader, tensor: &str, keep_quantised: bool) -> Result<Weight, CheckpointError> {
    let GgufHeader { file, reader, tensors, .. } = header;
    let unreadable = |detail: &dyn std::fmt::Display| CheckpointError::tensor(file, tensor, detail);
    let Some(Place { dtype, shape, start, bytes }) = tensors.get(tensor) else {
        return Err(unreadable(&"it is missing"));
    };
    let mut raw = buffer(*bytes).map_err(|detail| unreadable(&detail))?;
    reader
        .seek(SeekFrom::Start(*start))
        .and_then(|_| reader.read_exact(&mut raw))
        .map_err(|error| unreadable(&error))?;
    let read = qtensor_from_ggml(*dtype, &raw, shape.clone(), &Device::Cpu).map_err(|error| unreadable(&error))?;
    drop(raw);
    let is_float = matches!(dtype, GgmlDType::F32 | GgmlDType::F16 | GgmlDType::BF16);
    if keep_quantised && !is_float {
        return Ok(Weight::Quantised(Arc::new(read)));
    }
    read.dequantize(&Device::Cpu).map(Weight::Full).map_err(|error| unreadable(&error))
}

impl Weights for GgufWeights {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.tensor(name).map(|place| place.shape.clone())
    }

    fn check(&self, name: &str, shape: &[usize]) -> Result<(), CheckpointError> {
        self.find(name, shape).map(drop)
    }

    fn unknown(&self, known: &[String]) -> Option<CheckpointError> {
        let known: HashSet<(GgufFile, String)> = known.iter().filter_map(|name| self.place(name)).collect();
        let all = [GgufFile::Text, GgufFile::Vision]
            .into_iter()
            .flat_map(|file| self.header(file).tensors.keys().map(move |tensor| (file, tensor.clone())));
        let factors = (GgufFile::Text, ROPE_FACTORS.to_owned());
        let (file, tensor) = all.filter(|place| *place != factors && !known.contains(place)).min()?;
        Some(CheckpointError::TensorUnknown { file: self.header(file).file.clone(), tensor })
    }

    fn not_finite(&self, name: &str) -> CheckpointError {
        let (file, tensor) = self.place(name).unwrap_or((GgufFile::Text, name.to_owned()));
        CheckpointError::NotFinite { file: self.header(file).file.clone(), tensor }
    }

    fn read(&mut self, name: &str, shape: &[usize], keep_quantised: bool) -> Result<Weight, CheckpointError> {
        let (file, tensor) = self.find(name, shape)?;
        let header = match file {
            GgufFile::Text => &mut self.text,
            GgufFile::Vision => &mut self.mmproj,
        };
        read(header, &tensor, keep_quantised)
    }
}
