//! The words page and library worker exchange: plain data, one enum per direction.

use super::LibraryError;
use super::catalogue::Model;
use super::record::Record;
use super::storage::Place;
use super::transfer::Progress;
use serde::{Deserialize, Serialize};

/// Raised whenever a message changes its meaning; the worker refuses another version.
pub const WIRE_VERSION: u32 = 1;

/// Anything the page asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// Comes first. Tell what is stored, now and whenever it changes.
    Begin {
        v: u32,
    },
    /// Fetch what is missing of a model. `hub` is where relative addresses begin.
    Fetch {
        model: Box<Model>,
        hub: String,
    },
    /// Stop fetching; what has arrived is kept. To go on, fetch again.
    Pause,
    /// Stop fetching, and throw away what has arrived of the model.
    Cancel,
    /// Read a stored model and compare its hashes.
    Verify {
        model: String,
    },
    Delete {
        model: String,
    },
    DeleteAll,
}

/// Anything the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Report {
    /// What is stored.
    Shelf {
        records: Vec<Record>,
        space: Space,
    },
    /// A model is on its way, in this tab or another.
    Progress {
        progress: Progress,
    },
    /// Nothing is on its way any more. `finished` names the model if it is whole now.
    Idle {
        finished: Option<String>,
    },
    /// A stored model is being read; `read` of `total` bytes.
    Verifying {
        model: String,
        read: u64,
        total: u64,
    },
    /// Its hashes are what they were.
    Verified {
        model: String,
    },
    Failed {
        failure: Failure,
    },
}

/// The browser's storage for this site, in bytes, where it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    pub used: Option<u64>,
    pub quota: Option<u64>,
    /// Whether the browser has promised not to clear it by itself.
    pub persistent: bool,
    /// Where new models are put.
    #[serde(default)]
    pub place: Place,
}

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub message: String,
    pub remedy: String,
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        Self { message: error.to_string(), remedy: error.remedy() }
    }
}
