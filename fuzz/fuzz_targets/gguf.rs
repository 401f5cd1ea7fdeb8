//! A pair of files of which one is any bytes, or a whole file with some bytes changed near its beginning: words or a
//! model, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::vlm::checkpoint::{Checkpoint, NamedSource};
use shipcheck_fuzz::changed;
use std::io::Cursor;

const TEXT: &[u8] = include_bytes!("../../tests/fixtures/b16_split_landscape/gguf/text-f32.gguf");
const MMPROJ: &[u8] = include_bytes!("../../tests/fixtures/b16_split_landscape/gguf/mmproj-f32.gguf");

fuzz_target!(|data: &[u8]| {
    // The last byte chooses, so that whole files can be seeds as they are.
    let [rest @ .., choice] = data else { return };
    let [text, mmproj] = match choice % 4 {
        0 => [rest.to_vec(), MMPROJ.to_vec()],
        1 => [TEXT.to_vec(), rest.to_vec()],
        2 => [changed(TEXT, rest), MMPROJ.to_vec()],
        _ => [TEXT.to_vec(), changed(MMPROJ, rest)],
    };
    let source = |name: &str, bytes| NamedSource { name: name.to_owned(), reader: Box::new(Cursor::new(bytes)) };
    if let Err(error) = Checkpoint::open_gguf(source("text.gguf", text), source("mmproj.gguf", mmproj)) {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
});
