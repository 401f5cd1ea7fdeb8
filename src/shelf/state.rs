//! Everything the page knows.

use crate::library::catalogue::Model;
use crate::library::memory::{Plan, Verdict};
use crate::library::protocol::{Failure, Space};
use crate::library::record::Record;
use crate::library::transfer::{Phase, Progress};
use crate::widgets::Theme;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Unix milliseconds.
    pub unix_ms: u64,
    pub models: Vec<Model>,
    pub hub: String,
    pub device_gib: Option<f64>,
    /// `None` until the worker has told.
    pub records: Option<Vec<Record>>,
    pub space: Space,
    /// What is on its way, in this tab or another.
    pub progress: Option<Progress>,
    /// A download that was asked for and has not begun: another tab may be fetching.
    pub asked: Option<String>,
    /// The model that is being checked, bytes read and bytes in all.
    pub verifying: Option<(String, u64, u64)>,
    pub failure: Option<Failure>,
    pub notice: Option<String>,
    pub confirming: bool,
    pub theme: Theme,
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

    pub fn plan(&self, model: &Model) -> Plan {
        Plan::new(&model.shape, self.device_gib)
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

    pub fn stored(&self) -> u64 {
        self.records.iter().flatten().map(Record::stored).sum()
    }
}
