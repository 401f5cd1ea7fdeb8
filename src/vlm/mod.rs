//! The vision-language model: pictures and prompts in, tokens out.
//!
//! Imports nothing from the crate and knows no browser. `checkpoint` reads files, `picture` and `prompt` prepare
//! the input, `network` computes, `generate` chooses tokens, `model` puts them together and `memory` keeps what
//! the next question can use.

mod answer;
pub mod checkpoint;
mod error;
pub mod generate;
mod host;
mod memory;
mod model;
mod network;
pub mod picture;
pub mod prompt;
mod tokenizer;

pub use answer::{Answer, Request, Timings};
pub use error::{Cancelled, Result, VlmError};
pub use host::{Host, Progress, run_to_end};
pub use model::Vlm;
pub use network::operations_per_second;
pub use shipcheck_kernels::{fall, help};
