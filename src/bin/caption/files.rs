//! Files on disk as the model room wants them.

use super::Failure;
use shipcheck::vlm::VlmError;
use shipcheck::vlm::checkpoint::NamedSource;
use shipcheck::vlm::picture::{MOST_BYTES, check_length};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Fails with what to give instead when the path is that of a file.
pub fn expect_folder(path: &Path) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    let instead = match path.extension() {
        Some(kind) if kind.eq_ignore_ascii_case("gguf") => {
            "Give a GGUF pair with --text FILE and --mmproj FILE instead"
        }
        _ => "Give the folder that it is in",
    };
    let path = path.display();
    Err(Failure::bad_input(format!("--model is the file {path}, expected a Hugging Face folder. {instead}.")))
}

/// A GGUF file.
pub fn open(path: &Path) -> Result<NamedSource, Failure> {
    if path.is_dir() {
        let path = path.display();
        let message = format!("{path} is a folder, expected a GGUF file. Give a Hugging Face folder with --model DIR.");
        return Err(Failure::bad_input(message));
    }
    let reader = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok(NamedSource { name: path.display().to_string(), reader: Box::new(reader) })
}

pub fn read_picture(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    // A pipe has no length, so what is read is counted, too.
    let bounded = |length| check_length(length).map_err(VlmError::from);
    bounded(file.metadata().map_or(0, |known| known.len()))?;
    // A pipe has no length, so what is read is counted, too.
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    bounded(bytes.len() as u64)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::bad_input(format!("{} can't be read: {error}. Name a file that is there.", path.display()))
}
