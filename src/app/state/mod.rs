//! What the page knows, as plain data.

mod activity;
mod local;
mod model;
mod picture;
mod review;
mod turn;
mod votes;

pub use activity::{Activity, Download, Loading, Next, Running, Stage};
pub use local::{LocalFile, LocalModel, is_model_file};
pub use model::{DEMO, Loaded, ModelChoice, SiteSettings, StoredModel, medium_pair};
pub use picture::{Grid, Picture, PictureId, Preview, Sample};
pub use review::{CheckResult, CheckState, Index, Month, Review};
pub use turn::{Outcome, Span, Trace, Turn, Witness};
pub use votes::{DatedCount, Making, Public, Stage as VoteStage, Votes, names};

use crate::engine::protocol::Failure;
pub use crate::widgets::Theme;

/// What the field asks until the visitor asks something else.
pub const FIRST_PROMPT: &str = "Describe the picture.";

/// Counts loads and questions alike, so that a late message of an earlier one is recognised and dropped.
pub type RunId = u32;

/// The whole page.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Milliseconds on the page's clock when the current message came. Written by the dispatcher, never by `update`.
    pub now: f64,
    /// The same moment as Unix time in milliseconds, by the device's own clock, which may be wrong.
    pub unix_ms: u64,
    pub picture: Option<Picture>,
    pub samples: Vec<Sample>,
    /// A file hovers over the page.
    pub dragging: bool,
    pub model: ModelChoice,
    /// Base address of the Hugging Face Hub or of a mirror.
    pub hub: String,
    pub demo_bytes: Option<u64>,
    /// Whether its weights need no network.
    pub demo_kept: bool,
    /// Models that this device keeps. Places never change, since choices name them.
    pub stored: Vec<StoredModel>,
    pub local: Option<LocalModel>,
    pub loaded: Option<Loaded>,
    pub prompt: String,
    /// Frames along the longest edge; the model's own setting until the visitor picks one.
    pub detail: Option<u32>,
    pub activity: Activity,
    /// Questions about the picture on the bench, oldest first.
    pub turns: Vec<Turn>,
    pub failure: Option<Failure>,
    /// Something to say that is no failure.
    pub notice: Option<String>,
    /// The last load or question was stopped by the visitor.
    pub stopped: bool,
    /// The turn whose answer was just copied, and whether that worked.
    pub copied: Option<(u32, bool)>,
    pub theme: Theme,
    /// The comparison around the bench; nothing on pages without one.
    pub review: Option<Review>,
    /// The list of comparisons, on its own page.
    pub index: Index,
    pub votes: Votes,
    pub last_run: RunId,
    pub last_turn: u32,
}

impl Default for State {
    fn default() -> Self {
        State {
            now: 0.0,
            unix_ms: 0,
            picture: None,
            samples: Vec::new(),
            dragging: false,
            model: ModelChoice::Demo,
            hub: String::from("https://huggingface.co"),
            demo_bytes: None,
            demo_kept: false,
            stored: Vec::new(),
            local: None,
            loaded: None,
            prompt: String::from(FIRST_PROMPT),
            detail: None,
            activity: Activity::Idle,
            turns: Vec::new(),
            failure: None,
            notice: None,
            stopped: false,
            copied: None,
            theme: Theme::Auto,
            review: None,
            index: Index::default(),
            votes: Votes::default(),
            last_run: 0,
            last_turn: 0,
        }
    }
}

/// The one word that sums the page up; the status line shows it as `data-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Empty,
    Loading,
    Ready,
    Encoding,
    Prefilling,
    Decoding,
    Done,
    Stopped,
    Failed,
}

impl Face {
    pub fn word(self) -> &'static str {
        match self {
            Face::Empty => "empty",
            Face::Loading => "loading",
            Face::Ready => "ready",
            Face::Encoding => "encoding",
            Face::Prefilling => "prefilling",
            Face::Decoding => "decoding",
            Face::Done => "done",
            Face::Stopped => "stopped",
            Face::Failed => "failed",
        }
    }
}

impl State {
    pub fn face(&self) -> Face {
        match &self.activity {
            Activity::Fetching { .. } | Activity::Loading(_) => Face::Loading,
            Activity::Running(running) => match running.stage {
                Stage::Encoding { .. } => Face::Encoding,
                Stage::Prefilling => Face::Prefilling,
                Stage::Decoding => Face::Decoding,
            },
            Activity::Idle | Activity::Draining { .. } => self.face_at_rest(),
        }
    }

    fn face_at_rest(&self) -> Face {
        if self.failure.is_some() {
            Face::Failed
        } else if self.stopped {
            Face::Stopped
        } else if self.turns.last().is_some_and(|turn| matches!(turn.outcome, Outcome::Done(_))) {
            Face::Done
        } else if self.picture.is_some() {
            Face::Ready
        } else {
            Face::Empty
        }
    }

    pub fn busy(&self) -> bool {
        self.activity != Activity::Idle
    }

    /// The model in memory, if it is the one that is picked.
    pub fn picked_and_loaded(&self) -> Option<&Loaded> {
        self.loaded.as_ref().filter(|loaded| loaded.choice == self.model)
    }

    /// Frames along the longest edge that the next question asks for.
    pub fn current_detail(&self) -> Option<u32> {
        let loaded = self.picked_and_loaded()?;
        Some(self.detail.unwrap_or(loaded.default_detail()).clamp(1, loaded.highest_detail()))
    }

    /// The grid the next question will cut the picture into, once picture and model are known.
    pub fn expected_grid(&self) -> Option<Grid> {
        self.grid_at(self.current_detail()?)
    }

    /// The same for another detail than the current one.
    pub fn grid_at(&self, detail: u32) -> Option<Grid> {
        let tile = self.picked_and_loaded()?.info.tile;
        match self.picture.as_ref()?.preview {
            Preview::Drawn { width, height } => Some(Grid::of(width, height, tile, detail)),
            Preview::Pending | Preview::Unreadable => None,
        }
    }

    pub fn next_run(&mut self) -> RunId {
        self.last_run += 1;
        self.last_run
    }
}
