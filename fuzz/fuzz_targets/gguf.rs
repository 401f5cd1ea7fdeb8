//! Any bytes as the text file of a pair: words or a model, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::checkpoint::{Checkpoint, NamedSource};
use std::io::Cursor;

fuzz_target!(|data: &[u8]| {
    let source = |name: &str| NamedSource { name: name.to_owned(), reader: Box::new(Cursor::new(data.to_vec())) };
    if let Err(error) = Checkpoint::open_gguf(source("text.gguf"), source("mmproj.gguf")) {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
});
