//! Everything the page knows.

use std::collections::BTreeMap;

use crate::library::catalogue::Model;
use crate::library::memory::{self, Length, Plan, Verdict};
use crate::library::protocol::{Failure, Space};
use crate::library::record::Record;
use crate::library::storage::Place;
use crate::library::transfer::{Phase, Progress};
use crate::widgets::Theme;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Unix milliseconds.
    pub unix_ms: u64,
    pub models: Vec<Model>,
    pub hub: String,
    pub device_gib: Option<f64>,
    /// The length of conversation that was chosen for a model, in tokens.
    pub contexts: BTreeMap<String, u64>,
    /// `None` until the worker has told.
    pub records: Option<Vec<Record>>,
    pub space: Space,
    /// What is on its way, in this tab or another.
    pub progress: Option<Progress>,
    /// A download that was asked for and has not begun: another tab may be fetching.
    pub asked: Option<String>,
    /// The models that are being checked, each with bytes read and bytes in all.
    pub verifying: BTreeMap<String, (u64, u64)>,
    /// A new worker was started in place of one that died, and the visitor has done nothing since: if it dies, too, it
    /// stays away until there is something to do.
    pub replaced: bool,
    pub failure: Option<Failure>,
    pub notice: Option<String>,
    pub confirming: bool,
    /// Whether the page itself opens without a network.
    pub offline: Offline,
    pub pace: Pace,
    pub theme: Theme,
}

/// How fast this device computes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Pace {
    #[default]
    Unknown,
    Measuring,
    /// In operations a second.
    Known(f64),
    Failed {
        why: String,
    },
}

/// What has become of keeping the page itself. It is kept as long as a model is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Offline {
    /// Not wanted, or not looked at yet.
    #[default]
    No,
    Working,
    Kept {
        bytes: u64,
    },
    /// The browser has no such thing.
    Impossible,
    Failed {
        why: String,
    },
}

/// What a model's row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Absent,
    /// Asked for, and waiting for another download.
    Queued,
    Fetching,
    Part,
    Stored,
}

impl State {
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.as_ref()?.iter().find(|record| record.model == id)
    }

    /// The progress of a model that is on its way.
    pub fn progress_of(&self, id: &str) -> Option<&Progress> {
        let resting = |phase: &Phase| matches!(phase, Phase::Paused | Phase::Failed | Phase::Finished);
        self.progress.as_ref().filter(|progress| progress.model == id && !resting(&progress.phase))
    }

    pub fn standing(&self, id: &str) -> Standing {
        if self.progress_of(id).is_some() {
            return Standing::Fetching;
        }
        if self.asked.as_deref() == Some(id) {
            return Standing::Queued;
        }
        match self.record(id) {
            Some(record) if record.is_whole() => Standing::Stored,
            Some(record) if record.stored() > 0 => Standing::Part,
            _ => Standing::Absent,
        }
    }

    /// What the model needs at its full length.
    pub fn plan(&self, model: &Model) -> Plan {
        Plan::new(&model.shape, self.device_gib)
    }

    /// The length of conversation that the bench will load the model with: the chosen one, or the longest that fits.
    pub fn context(&self, model: &Model) -> Option<u64> {
        let lengths = memory::lengths(&model.shape, self.device_gib);
        let fits = |length: &&Length| length.fits;
        let chosen = self.contexts.get(&model.id);
        let chosen = lengths.iter().filter(fits).find(|length| Some(&length.context) == chosen);
        chosen.or(lengths.iter().rfind(fits)).map(|length| length.context)
    }

    /// The largest other model that fits.
    pub fn smaller(&self, model: &Model) -> Option<&Model> {
        let fits = |other: &&Model| other.bytes() < model.bytes() && self.plan(other).verdict == Verdict::Fits;
        self.models.iter().filter(fits).max_by_key(|other| other.bytes())
    }

    /// Records of models that the catalogue no longer lists: they take room and must be shown, too.
    pub fn strays(&self) -> Vec<&Record> {
        let listed = |record: &&Record| !self.models.iter().any(|model| model.id == record.model);
        self.records.iter().flatten().filter(listed).collect()
    }

    /// Whether a model is here that outlives the visit.
    pub fn keeps_models(&self) -> bool {
        let lasting = |record: &Record| record.is_whole() && record.place != Place::Memory;
        self.records.iter().flatten().any(lasting)
    }

    pub fn stored(&self) -> u64 {
        self.records.iter().flatten().map(Record::stored).sum()
    }
}
