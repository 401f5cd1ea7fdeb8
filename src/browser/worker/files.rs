//! Opening a model from addresses or local files.

use super::call::Call;
use super::download::{DownloadError, download};
use super::requests::ModelFiles;
use super::scope::words_of;
use super::stored;
use crate::browser::shelf::locks::Lock;
use crate::browser::shelf::{BlobSource, StoredReader};
use crate::engine::protocol::{Event, Failure, Origin};
use crate::engine::session::failure;
use crate::vlm::VlmError;
use crate::vlm::checkpoint::{Checkpoint, CheckpointError, Folder, INDEX, NamedSource, ReadSeek, WHOLE, shard_names};
use js_sys::{Array, Uint8Array};
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// Files of a Hugging Face folder besides the weights.
const FOLDER_FILES: [&str; 9] = [
    "config.json",
    "tokenizer.json",
    "preprocessor_config.json",
    "generation_config.json",
    "chat_template.jinja",
    "chat_template.json",
    "processor_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
];

impl From<DownloadError> for Failure {
    fn from(error: DownloadError) -> Self {
        Self { kind: error.kind().to_owned(), message: error.to_string(), remedy: error.remedy().to_owned() }
    }
}

pub(super) fn checkpoint_failure(error: CheckpointError) -> Failure {
    failure(&VlmError::from(error))
}

/// A checkpoint whose files are open.
pub struct Opened {
    pub checkpoint: Checkpoint,
    /// Known of stored models only.
    pub origin: Option<Origin>,
    /// Held as long as the model is in use.
    pub lock: Option<Lock>,
}

/// Fetches what has to be fetched and opens the checkpoint.
pub async fn open(model: &ModelFiles, call: &mut Call) -> Result<Opened, Failure> {
    match &model.stored {
        Some(id) => stored::open(id, call).await,
        None => Ok(Opened { checkpoint: open_files(model, call).await?, origin: None, lock: None }),
    }
}

async fn open_files(model: &ModelFiles, call: &Call) -> Result<Checkpoint, Failure> {
    if let Some(dir) = &model.dir {
        let folder = BlobFolder { files: fetch_folder(dir, call).await? };
        return Checkpoint::open_folder(dir, &folder).map_err(checkpoint_failure);
    }
    let (text, mmproj) = if model.files.is_truthy() {
        let files: Vec<File> = Array::from(&model.files).iter().map(JsCast::unchecked_into).collect();
        if !files.iter().any(|file| file.name().ends_with(".gguf")) {
            let files = files.into_iter().map(|file| (file.name(), file.into())).collect();
            return Checkpoint::open_folder("local files", &BlobFolder { files }).map_err(checkpoint_failure);
        }
        pair(&files)?
    } else {
        (source(&model.text, call).await?, source(&model.mmproj, call).await?)
    };
    Checkpoint::open_gguf(text, mmproj).map_err(checkpoint_failure)
}

/// The text file and the vision file among `files`, told apart by "mmproj" in the name.
fn pair(files: &[File]) -> Result<(NamedSource, NamedSource), Failure> {
    let (vision, text): (Vec<&File>, Vec<&File>) = files
        .iter()
        .filter(|file| file.name().ends_with(".gguf"))
        .partition(|file| file.name().to_lowercase().contains("mmproj"));
    let only = |found: &[&File], what: &str| match found {
        [file] => named(file.name(), (*file).clone().into()),
        _ => Err(checkpoint_failure(CheckpointError::FileMissing {
            file: format!("Exactly one {what} among the chosen .gguf files"),
        })),
    };
    Ok((only(&text, "text file (no \"mmproj\" in its name)")?, only(&vision, "vision file (\"mmproj\" in its name)")?))
}

/// One GGUF file, from an address or a `Blob`.
async fn source(place: &JsValue, call: &Call) -> Result<NamedSource, Failure> {
    if let Some(url) = place.as_string() {
        let name = url.rsplit('/').next().unwrap_or(&url).to_owned();
        return named(name, fetch(&url, call).await?);
    }
    let name = place.dyn_ref::<File>().map_or_else(|| "the chosen file".to_owned(), File::name);
    match place.dyn_ref::<Blob>() {
        Some(blob) => named(name, blob.clone()),
        None => Err(checkpoint_failure(CheckpointError::FileMissing { file: "A text or mmproj file".to_owned() })),
    }
}

fn named(name: String, blob: Blob) -> Result<NamedSource, Failure> {
    match reader(blob) {
        Ok(reader) => Ok(NamedSource { name, reader: Box::new(reader) }),
        Err(error) => Err(checkpoint_failure(CheckpointError::Unreadable { file: name, detail: error.to_string() })),
    }
}

fn reader(blob: Blob) -> io::Result<StoredReader> {
    let source = BlobSource::new(blob).map_err(|error| io::Error::other(words_of(&error)))?;
    StoredReader::new(Rc::new(source))
}

async fn fetch(url: &str, call: &Call) -> Result<Blob, DownloadError> {
    let file = url.rsplit('/').next().unwrap_or(url).to_owned();
    let mut reporting = call.clone();
    let progress = move |loaded, total| {
        if reporting.may_report(loaded == total) {
            reporting.event(Event::Download { file: file.clone(), loaded, total });
        }
    };
    download(url, &call.signal(), progress).await
}

/// Everything a folder at `dir` may hold; files it doesn't have are left out. Weights are in one file, or else in those
/// that an index names.
async fn fetch_folder(dir: &str, call: &Call) -> Result<HashMap<String, Blob>, Failure> {
    let mut files = HashMap::new();
    for file in FOLDER_FILES.into_iter().chain([WHOLE]) {
        fetch_into(&mut files, dir, file, call).await?;
    }
    if !files.contains_key(WHOLE) {
        fetch_into(&mut files, dir, INDEX, call).await?;
    }
    let shards = match files.get(INDEX) {
        Some(index) => shard_names(&bytes_of(index).await?).map_err(checkpoint_failure)?,
        None => Vec::new(),
    };
    for shard in shards {
        let blob = fetch(&format!("{dir}{shard}"), call).await?;
        files.insert(shard, blob);
    }
    Ok(files)
}

/// Fetches a file that need not be there.
async fn fetch_into(
    files: &mut HashMap<String, Blob>,
    dir: &str,
    file: &str,
    call: &Call,
) -> Result<(), DownloadError> {
    match fetch(&format!("{dir}{file}"), call).await {
        Ok(blob) => drop(files.insert(file.to_owned(), blob)),
        Err(DownloadError::Missing { .. } | DownloadError::Page { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// All bytes of a blob; meant for pictures and small files.
pub async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, Failure> {
    match JsFuture::from(blob.array_buffer()).await {
        Ok(buffer) => Ok(Uint8Array::new(&buffer).to_vec()),
        Err(_) => Err(Failure {
            kind: "picture".to_owned(),
            message: "The browser could not read the file; it may have been moved or changed.".to_owned(),
            remedy: "Choose the file again.".to_owned(),
        }),
    }
}

/// A folder whose files are blobs.
struct BlobFolder {
    files: HashMap<String, Blob>,
}

impl Folder for BlobFolder {
    fn open(&self, file: &str) -> io::Result<Option<Box<dyn ReadSeek>>> {
        match self.files.get(file) {
            Some(blob) => Ok(Some(Box::new(reader(blob.clone())?))),
            None => Ok(None),
        }
    }
}
