//! What can go wrong in the model room, in words a visitor understands.

use super::{checkpoint::CheckpointError, picture::PictureError, prompt::PromptError};
use shipcheck_kernels::KernelError;

/// Every error of the room. `Display` says what happened, [`VlmError::remedy`] what to do next.
#[derive(Debug, thiserror::Error)]
pub enum VlmError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Prompt(#[from] PromptError),
    #[error("The setting {name} is {value}, but must be {expected}.")]
    Setting { name: &'static str, value: String, expected: String },
    #[error("The computation failed: {0}.")]
    Compute(#[from] candle_core::Error),
    #[error("The computation failed: {0}.")]
    Kernel(#[from] KernelError),
    #[error("Stopped.")]
    Cancelled,
}

impl VlmError {
    /// A stable word for programs to branch on.
    pub fn kind(&self) -> &'static str {
        match self {
            VlmError::Picture(_) => "picture",
            VlmError::Checkpoint(_) => "checkpoint",
            VlmError::Prompt(_) => "prompt",
            VlmError::Setting { .. } => "setting",
            VlmError::Compute(_) | VlmError::Kernel(_) => "compute",
            VlmError::Cancelled => "cancelled",
        }
    }

    /// What the reader can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            VlmError::Picture(error) => error.remedy(),
            VlmError::Checkpoint(error) => error.remedy(),
            VlmError::Prompt(error) => error.remedy(),
            VlmError::Setting { .. } => "Change the setting and run it again.",
            VlmError::Compute(_) | VlmError::Kernel(_) => {
                "Load the model again; if it happens again, choose a smaller model or less detail."
            }
            VlmError::Cancelled => "Run it again when you like.",
        }
    }

    /// Whether the caller's input is at fault rather than the program or the machine.
    pub fn is_bad_input(&self) -> bool {
        !matches!(self, VlmError::Compute(_) | VlmError::Kernel(_) | VlmError::Cancelled)
    }
}

/// The caller asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl From<Cancelled> for VlmError {
    fn from(_: Cancelled) -> Self {
        VlmError::Cancelled
    }
}

pub type Result<T, E = VlmError> = std::result::Result<T, E>;
