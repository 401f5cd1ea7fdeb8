//! What can be wrong with a checkpoint: always names the file, and the tensor or field.

use std::fmt;

#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    #[error("{file} is missing.")]
    FileMissing { file: String },
    #[error("{file} can't be read: {detail}.")]
    Unreadable { file: String, detail: String },
    #[error("{file} has no {field}.")]
    FieldMissing { file: String, field: String },
    #[error("{file}: {field} is {found}, expected {expected}.")]
    Unexpected { file: String, field: String, found: String, expected: String },
    #[error("{file} has no tensor {tensor}, expected {}.", Shape(expected))]
    TensorMissing { file: String, tensor: String, expected: Vec<usize> },
    #[error("{file}: tensor {tensor} is {}, expected {}.", Shape(found), Shape(expected))]
    TensorShape { file: String, tensor: String, found: Vec<usize>, expected: Vec<usize> },
    #[error("{file}: tensor {tensor} can't be read: {detail}.")]
    TensorUnreadable { file: String, tensor: String, detail: String },
    #[error("{file}: tensor {tensor} is of the type {found}, which is not read here; {} are.", READ_TYPES)]
    TensorType { file: String, tensor: String, found: String },
    #[error("{file} has a tensor {tensor}, which this model has no use for.")]
    TensorUnknown { file: String, tensor: String },
    #[error("{file}: tensor {tensor} holds a number that is not finite.")]
    NotFinite { file: String, tensor: String },
    #[error("{file} is part {part} of {parts} of a GGUF file.")]
    Part { file: String, part: u64, parts: u64 },
    #[error("{file} is a GGUF file of another kind: {found}.")]
    GgufKind { file: String, found: String },
    #[error("{file} names the file \"{named}\", which is not in the model's folder.")]
    Outside { file: String, named: String },
}

/// The types of tensors that can be computed with.
const READ_TYPES: &str =
    "F32, F16 and BF16, and of GGUF files Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K and Q6_K";

impl CheckpointError {
    pub fn remedy(&self) -> &'static str {
        match self {
            CheckpointError::FileMissing { .. } => {
                "Choose all files of the model together: a .gguf pair (text and mmproj), or the whole folder."
            }
            CheckpointError::Unreadable { .. } | CheckpointError::TensorUnreadable { .. } => {
                "The file is probably incomplete or not a model; download it again."
            }
            CheckpointError::FieldMissing { .. } | CheckpointError::Unexpected { .. } => {
                "Use a SmolVLM or SmolVLM2 checkpoint: a Hugging Face folder or a GGUF text + mmproj pair."
            }
            CheckpointError::TensorMissing { .. } | CheckpointError::TensorShape { .. } => {
                "The files don't belong together; use text and vision files of the same model."
            }
            CheckpointError::TensorType { .. } => "Choose a file of this model in another type, such as Q8_0.",
            CheckpointError::TensorUnknown { .. } => {
                "It is probably another model; use a SmolVLM or SmolVLM2 checkpoint as it was published."
            }
            CheckpointError::NotFinite { .. } => "The training or the conversion went wrong; choose other files.",
            CheckpointError::Part { .. } => {
                "Join the parts (llama-gguf-split --merge), or choose a file that is in one piece."
            }
            CheckpointError::GgufKind { .. } => {
                "Choose a little-endian file of version 2 or 3, as llama.cpp's converter writes them today."
            }
            CheckpointError::Outside { .. } => "Correct the index, so that it names files that lie beside it.",
        }
    }

    pub(super) fn unreadable(file: &str, detail: impl fmt::Display) -> Self {
        let detail = detail.to_string();
        let first_line = detail.lines().next().unwrap_or_default();
        Self::Unreadable { file: file.to_owned(), detail: first_line.trim_end_matches('.').to_owned() }
    }

    pub(super) fn tensor(file: &str, tensor: &str, detail: impl fmt::Display) -> Self {
        let detail = detail.to_string().lines().next().unwrap_or_default().to_owned();
        Self::TensorUnreadable { file: file.to_owned(), tensor: tensor.to_owned(), detail }
    }

    pub(super) fn missing_field(file: &str, field: &str) -> Self {
        Self::FieldMissing { file: file.to_owned(), field: field.to_owned() }
    }

    pub(super) fn unexpected(file: &str, field: &str, found: impl fmt::Display, expected: impl fmt::Display) -> Self {
        Self::Unexpected {
            file: file.to_owned(),
            field: field.to_owned(),
            found: found.to_string(),
            expected: expected.to_string(),
        }
    }
}

/// Shows `[576, 1536]` as `576×1536`.
struct Shape<'a>(&'a [usize]);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sides: Vec<String> = self.0.iter().map(usize::to_string).collect();
        formatter.write_str(&sides.join("×"))
    }
}
