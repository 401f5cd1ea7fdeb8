//! Any bytes as the JSON files of a folder, with a zero between them: words, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::checkpoint::{Checkpoint, Folder, ReadSeek};
use std::collections::HashMap;
use std::io::{Cursor, Result};

const FILES: [&str; 8] = [
    "config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "chat_template.jinja",
    "model.safetensors.index.json",
];

struct Files<'a>(HashMap<&'static str, &'a [u8]>);

impl Folder for Files<'_> {
    fn open(&self, file: &str) -> Result<Option<Box<dyn ReadSeek>>> {
        Ok(self.0.get(file).map(|bytes| Box::new(Cursor::new(bytes.to_vec())) as Box<dyn ReadSeek>))
    }
}

fuzz_target!(|data: &[u8]| {
    let files = FILES.into_iter().zip(data.split(|byte| *byte == 0)).filter(|(_, bytes)| !bytes.is_empty());
    if let Err(error) = Checkpoint::open_folder("folder", &Files(files.collect())) {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
});
