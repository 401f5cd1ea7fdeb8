//! The vision-language model: pictures and prompts in, tokens out.
//!
//! Imports nothing from the crate and knows no browser.
