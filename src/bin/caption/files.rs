//! Files on disk as the model room wants them.

use super::Failure;
use shipcheck::vlm::checkpoint::NamedSource;
use std::fs::File;
use std::io;
use std::path::Path;

pub fn open(path: &Path) -> Result<NamedSource, Failure> {
    let reader = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok(NamedSource { name: path.display().to_string(), reader: Box::new(reader) })
}

pub fn read_picture(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::bad_input(format!("{} can't be read: {error}. Name a file that is there.", path.display()))
}
