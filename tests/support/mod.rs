//! What several test files need: a host that counts and can stop, and the reference cases.

#![allow(dead_code, reason = "each test file uses a part")]

use shipcheck::vlm::checkpoint::{Checkpoint, DiskFolder, NamedSource, Precision};
use shipcheck::vlm::{Cancelled, Host, Progress, Vlm, run_to_end};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Remembers what was reported; stops at a given pause.
pub struct TestHost {
    start: Instant,
    pub progress: Vec<Progress>,
    pub pauses: usize,
    pub stop_at: Option<usize>,
}

impl TestHost {
    pub fn new() -> Self {
        Self { start: Instant::now(), progress: Vec::new(), pauses: 0, stop_at: None }
    }

    pub fn stopping_at(pause: usize) -> Self {
        Self { stop_at: Some(pause), ..Self::new() }
    }
}

impl Host for TestHost {
    /// Nothing is, but so every test sees that a warm model answers like a cold one.
    const COMPILES_LATE: bool = true;

    fn now_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1e3
    }

    fn local_seconds(&self) -> i64 {
        1_767_225_600
    }

    fn report(&mut self, progress: Progress) {
        self.progress.push(progress);
    }

    async fn pause(&mut self) -> Result<(), Cancelled> {
        self.pauses += 1;
        if self.stop_at == Some(self.pauses) { Err(Cancelled) } else { Ok(()) }
    }
}

pub fn source(path: &Path) -> NamedSource {
    NamedSource { name: path.display().to_string(), reader: Box::new(File::open(path).unwrap()) }
}

pub fn load(checkpoint: Checkpoint) -> Vlm {
    run_to_end(Vlm::load(checkpoint, Precision::F32, &mut TestHost::new())).unwrap()
}

pub fn open_folder(case: &Path) -> Checkpoint {
    Checkpoint::open_folder("case", &DiskFolder(case.join("model"))).unwrap()
}

pub fn open_gguf(case: &Path) -> Checkpoint {
    Checkpoint::open_gguf(source(&case.join("gguf/text-f32.gguf")), source(&case.join("gguf/mmproj-f32.gguf"))).unwrap()
}

/// The reference cases in the repository, and those in the folder `SHIPCHECK_ORACLE` names.
pub fn cases() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = [Some(own), std::env::var_os("SHIPCHECK_ORACLE").map(PathBuf::from)];
    let mut cases: Vec<PathBuf> = folders
        .into_iter()
        .flatten()
        .flat_map(|folder| folder.read_dir().unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expect.safetensors").exists())
        .collect();
    cases.sort();
    cases
}
