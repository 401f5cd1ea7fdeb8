//! Everything that can happen to the page, in one enum.

mod votes;

pub use votes::VotesMsg;

use crate::app::state::{CheckResult, LocalFile, ModelChoice, Picture, RunId, Sample, StoredModel, Theme, Witness};
use crate::comparison::{CheckKind, Matchup, listing::Listing, pricing::Field};
use crate::engine::protocol::{Event, Failure, ModelInfo};

/// One thing that happened: the visitor did something, or an effect came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The sample list and the settings beside the page have arrived.
    SamplesArrived(Vec<Sample>),
    HubArrived(String),
    DemoSizeArrived(u64),
    /// The models that this device keeps.
    ShelfArrived(Vec<StoredModel>),

    /// A file hovers over the page, or no longer does.
    DragChanged(bool),
    /// A picture was chosen, dropped or pasted. `unused` counts the other files that came with it.
    PictureOffered {
        picture: Picture,
        unused: usize,
    },
    /// A drop or a paste held nothing to look at.
    NothingOffered,
    SamplePressed(usize),
    SampleFetched {
        run: RunId,
        picture: Picture,
    },
    SampleFailed {
        run: RunId,
        failure: Failure,
    },
    /// The browser drew the preview; these are the picture's own pixels.
    PreviewDrawn {
        width: u32,
        height: u32,
    },
    PreviewFailed,

    ModelPicked(ModelChoice),
    LocalFilesChosen(Vec<LocalFile>),
    PromptEdited(String),
    /// Frames along the longest edge.
    DetailPicked(u32),
    DescribePressed,
    StopPressed,
    RetryPressed,

    /// The model of this run is in memory.
    ModelLoaded {
        run: RunId,
        info: ModelInfo,
    },
    Reported {
        run: RunId,
        event: Event,
    },
    /// What the page itself saw of a run; comes before the run's last word.
    Witnessed {
        turn: u32,
        witness: Witness,
    },
    RunFailed {
        run: RunId,
        failure: Failure,
    },
    /// The clock of a run moved on.
    Ticked {
        run: RunId,
    },

    CopyPressed {
        turn: u32,
    },
    Copied {
        turn: u32,
        succeeded: bool,
    },
    ThemePicked(Theme),

    /// The page is a comparison, opened at this address.
    MatchupArrived {
        matchup: Box<Matchup>,
        query: Vec<(String, String)>,
    },
    /// Only this reviewer, by key; `None` shows all.
    RolePicked(Option<String>),
    CheckPressed(CheckKind),
    CheckMeasured {
        kind: CheckKind,
        result: CheckResult,
    },
    MonthEdited {
        field: Field,
        text: String,
    },
    MonthReset,
    /// The volume to read the chart at, in per cent of its width.
    ReadingMoved(f64),
    LinkPressed,
    LinkCopied(bool),
    ExportPressed(ExportForm),

    /// The page is the list of comparisons.
    ListingsArrived {
        listings: Vec<Listing>,
        query: Vec<(String, String)>,
    },
    SearchEdited(String),
    CategoryPicked(Option<String>),

    /// About the visitor's votes.
    Votes(VotesMsg),
}

/// How a comparison is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    Markdown,
    Json,
}
