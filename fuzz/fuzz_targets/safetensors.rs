//! Any bytes as weights: words, never a panic. The other files of the folder are whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::checkpoint::{Checkpoint, DiskFolder, Folder, ReadSeek};
use std::io::{Cursor, Result};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/b16_split_landscape/model");

struct Files<'a>(&'a [u8]);

impl Folder for Files<'_> {
    fn open(&self, file: &str) -> Result<Option<Box<dyn ReadSeek>>> {
        if file == "model.safetensors" {
            return Ok(Some(Box::new(Cursor::new(self.0.to_vec()))));
        }
        DiskFolder(FOLDER.into()).open(file)
    }
}

fuzz_target!(|data: &[u8]| {
    if let Err(error) = Checkpoint::open_folder("folder", &Files(data)) {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
});
