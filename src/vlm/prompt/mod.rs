//! From a conversation to the token ids the decoder reads, in the model's own template.

mod bounds;
mod code;
mod conversation;
mod filters;
mod image_tokens;
mod jinja;
mod json;
mod local_time;
mod methods;
mod source;
mod special_tokens;
mod template;

pub use conversation::{Conversation, Message, Part, Role};
pub use image_tokens::ImageTokens;
pub use local_time::LocalTime;
pub use special_tokens::SpecialTokens;
pub use template::ChatTemplate;

/// Why a conversation can't be put to the model.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PromptError {
    #[error("The text contains {token}, which the model keeps for its own use.")]
    ReservedToken { token: String },
    #[error("The picture is cut into {rows} rows and {cols} columns; this model knows no token for that many.")]
    GridTooLarge { rows: u32, cols: u32 },
    #[error("The conversation needs {needed} tokens; this model reads at most {limit}.")]
    TooLong { needed: usize, limit: usize },
    #[error("The model's chat template can't be used: {0}.")]
    Template(String),
    #[error("The model's chat template refuses the conversation: {words}.")]
    Refused { words: String },
    #[error("The text can't be turned into tokens: {0}.")]
    Tokenizer(String),
    #[error("There is nothing to answer: the question is empty and no picture was given.")]
    Empty,
}

impl PromptError {
    pub fn remedy(&self) -> &'static str {
        match self {
            PromptError::ReservedToken { .. } => "Write the question without it.",
            PromptError::GridTooLarge { .. } => "Choose less detail (a shorter longest edge).",
            PromptError::TooLong { .. } => "Ask for a shorter answer, choose less detail, or start a new conversation.",
            PromptError::Template(_) | PromptError::Tokenizer(_) => "Check that the model's files belong together.",
            PromptError::Refused { .. } => "Put the question another way, or choose another model.",
            PromptError::Empty => "Type a question or choose a picture.",
        }
    }
}
