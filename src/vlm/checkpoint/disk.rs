//! A Hugging Face folder on disk, for every build that has one.

use super::{Folder, ReadSeek};
use std::fs::File;
use std::io;
use std::path::PathBuf;

pub struct DiskFolder(pub PathBuf);

impl Folder for DiskFolder {
    fn open(&self, file: &str) -> io::Result<Option<Box<dyn ReadSeek>>> {
        match File::open(self.0.join(file)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
