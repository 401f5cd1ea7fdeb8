//! What the page asks the browser to do. Plain data, so `update` can be tested without one.

mod votes;

pub use votes::VotesEffect;

use crate::app::state::{PictureId, RunId, Theme};
use crate::comparison::{CheckKind, export::Export};
use serde::Serialize;

/// One errand for the runner.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    FetchSample {
        run: RunId,
        file: String,
        alt: String,
    },
    /// Nothing shows this picture any more; its bytes may go.
    ReleasePicture(PictureId),
    Load {
        run: RunId,
        source: ModelSource,
    },
    Describe {
        run: RunId,
        turn: u32,
        picture: PictureId,
        question: Question,
    },
    Cancel {
        run: RunId,
    },
    /// Send `Ticked` in a moment.
    KeepTime {
        run: RunId,
    },
    Copy {
        turn: u32,
        text: String,
    },
    ApplyTheme(Theme),
    /// Ask the servers how long these files are.
    MeasureLength {
        kind: CheckKind,
        addresses: Vec<String>,
    },
    /// A check that needs nothing but the date has its answer.
    DateCheck {
        kind: CheckKind,
        holds: bool,
        value: String,
    },
    /// Put these pairs into the page's address, without a new entry in the history.
    WriteQuery(Vec<(String, String)>),
    CopyLink,
    SaveMarkdown {
        name: String,
        text: String,
    },
    SaveJson {
        name: String,
        export: Box<Export>,
    },
    Votes(VotesEffect),
}

/// Where the weights come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelSource {
    Demo,
    /// A model that this device keeps.
    Stored {
        id: String,
    },
    /// A GGUF pair among the visitor's files, by name.
    LocalPair {
        text: String,
        projector: String,
    },
    /// The files of a Hugging Face folder, all that were chosen.
    LocalFolder,
}

/// One question, as `vlm.caption` wants it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    pub prompt: String,
    pub history: Vec<Exchange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_edge: Option<u32>,
}

/// An earlier question about the same picture, with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    pub prompt: String,
    pub answer: String,
}
