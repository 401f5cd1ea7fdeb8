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
    #[error("{file}: tensor {tensor} of {} can't be read: {detail}.", Shape(expected))]
    TensorUnreadable { file: String, tensor: String, expected: Vec<usize>, detail: String },
}

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
        }
    }

    pub(super) fn unreadable(file: &str, detail: impl fmt::Display) -> Self {
        let detail = detail.to_string();
        let first_line = detail.lines().next().unwrap_or_default();
        Self::Unreadable { file: file.to_owned(), detail: first_line.trim_end_matches('.').to_owned() }
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
