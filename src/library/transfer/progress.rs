//! How far a transfer is, for people.

use super::{Going, Transfer};
use serde::{Deserialize, Serialize};

/// A model on its way, in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub model: String,
    pub name: String,
    pub phase: Phase,
    pub files: Vec<FileProgress>,
    /// Bytes a second, over the last seconds.
    pub per_second: Option<f64>,
    pub seconds_left: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Phase {
    Fetching,
    /// Waiting before another try, so many milliseconds still.
    Waiting {
        ms: u64,
    },
    /// Every byte is there and is being hashed.
    Checking,
    Paused,
    /// It stopped with an error and can be resumed.
    Failed,
    Finished,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileProgress {
    pub name: String,
    pub stored: u64,
    /// About, until the server has said so.
    pub total: u64,
}

impl Progress {
    pub fn stored(&self) -> u64 {
        self.files.iter().map(|file| file.stored).sum()
    }

    pub fn total(&self) -> u64 {
        self.files.iter().map(|file| file.total).sum()
    }
}

impl Transfer {
    pub fn progress(&self, now: f64) -> Progress {
        let file = |file: &crate::library::record::FileRecord| FileProgress {
            name: file.name.clone(),
            stored: file.stored(),
            total: file.total(),
        };
        let phase = self.phase(now);
        let per_second = self.speed.per_second(now).filter(|_| phase == Phase::Fetching);
        let left = self.record.total().saturating_sub(self.record.stored());
        Progress {
            model: self.record.model.clone(),
            name: self.record.name.clone(),
            phase,
            files: self.record.files.iter().filter(|file| !file.absent).map(file).collect(),
            per_second,
            seconds_left: per_second.filter(|_| left > 0).map(|rate| left as f64 / rate),
        }
    }

    fn phase(&self, now: f64) -> Phase {
        match self.state {
            Going::Paused => Phase::Paused,
            Going::Failed => Phase::Failed,
            Going::Finished => Phase::Finished,
            Going::On if self.efforts.iter().any(|effort| effort.hashing) && self.flights.is_empty() => Phase::Checking,
            Going::On if self.flights.is_empty() => match self.next_wake() {
                Some(wake) => Phase::Waiting { ms: (wake - now).max(0.0) as u64 },
                None => Phase::Fetching,
            },
            Going::On => Phase::Fetching,
        }
    }
}
