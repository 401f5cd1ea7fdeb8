//! Reading the data folders, writing into `dist`.

use std::path::{Path, PathBuf};

use super::PressError;
use crate::comparison::catalogue::DataFile;

/// The JSON files of one folder, in the order of their names.
pub fn data_files(public: &Path, folder: &str) -> Result<Vec<DataFile>, PressError> {
    let path = public.join(folder);
    let entries = std::fs::read_dir(&path).map_err(|error| at(&path, error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path).map_err(|error| at(&path, error))?;
        Ok(DataFile { name: format!("{folder}/{name}"), text })
    };
    paths.into_iter().map(read).collect()
}

/// Writes one file of the site, making the folders on the way.
pub fn put(dist: &Path, name: &str, bytes: &[u8]) -> Result<(), PressError> {
    let path = dist.join(name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| at(folder, error))?;
    }
    std::fs::write(&path, bytes).map_err(|error| at(&path, error))
}

pub fn at(path: &Path, error: std::io::Error) -> PressError {
    PressError::File { path: path.to_owned(), error }
}
