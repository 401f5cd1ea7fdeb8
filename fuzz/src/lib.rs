//! What several fuzz targets share: a whole model in memory, and ways to damage it.

use shipcheck::vlm::checkpoint::{Folder, ReadSeek};
use std::collections::HashMap;
use std::io::{Cursor, Result};
use std::path::Path;
use std::sync::LazyLock;

/// The files of a whole folder, by name.
pub static MODEL: LazyLock<HashMap<String, Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/b16_split_landscape/model");
    let paths = folder.read_dir().expect("the fixtures are there").flatten().map(|entry| entry.path());
    paths.filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), std::fs::read(&path).ok()?))).collect()
});

/// A folder in memory.
pub struct Files(pub HashMap<String, Vec<u8>>);

impl Files {
    /// A copy of the whole model.
    pub fn good() -> Self {
        Self(MODEL.clone())
    }
}

impl Folder for Files {
    fn open(&self, file: &str) -> Result<Option<Box<dyn ReadSeek>>> {
        Ok(self.0.get(file).map(|bytes| Box::new(Cursor::new(bytes.clone())) as Box<dyn ReadSeek>))
    }
}

/// `whole` with bytes replaced, each where `changes` says: two bytes of place among the first 64 KiB, one of value.
pub fn changed(whole: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let reach = bytes.len().min(1 << 16);
    for change in changes.chunks_exact(3).filter(|_| reach > 0) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % reach;
        bytes[place] = change[2];
    }
    bytes
}
