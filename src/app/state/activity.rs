//! What is going on at the moment. At most one thing is.

use crate::app::state::{ModelChoice, RunId};

#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    Idle,
    /// A sample picture is on its way.
    Fetching {
        run: RunId,
        title: String,
    },
    Loading(Loading),
    Running(Running),
    /// An earlier run was told to stop because the visitor wants something else; its end is awaited, since the engine
    /// does one thing at a time.
    Draining {
        run: RunId,
        next: Next,
    },
}

impl Activity {
    pub fn run(&self) -> Option<RunId> {
        match self {
            Activity::Idle => None,
            Activity::Fetching { run, .. } | Activity::Draining { run, .. } => Some(*run),
            Activity::Loading(loading) => Some(loading.run),
            Activity::Running(running) => Some(running.run),
        }
    }
}

/// What follows a drained run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Nothing,
    /// Fetch this sample, then describe it.
    Sample(usize),
}

/// A model on its way into memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    pub run: RunId,
    pub choice: ModelChoice,
    pub started: f64,
    pub downloads: Vec<Download>,
    /// What the files weigh together, as far as it was known beforehand: each tells its own size only when it starts.
    pub expected_bytes: Option<u64>,
    /// Ready and total.
    pub tensors: Option<(u32, u32)>,
    /// Answer the question as soon as the model is there.
    pub then_describe: bool,
    /// The fetch of a sample that was pressed meanwhile.
    pub sample: Option<RunId>,
    pub stopping: bool,
}

/// One file of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    pub file: String,
    pub loaded: u64,
    /// 0 while the length is unknown.
    pub total: u64,
}

impl Loading {
    pub fn loaded_bytes(&self) -> u64 {
        self.downloads.iter().map(|download| download.loaded).sum()
    }

    /// The size of all files, unless one of them keeps its own a secret.
    pub fn total_bytes(&self) -> Option<u64> {
        let known = !self.downloads.is_empty() && self.downloads.iter().all(|download| download.total > 0);
        let begun = known.then(|| self.downloads.iter().map(|download| download.total).sum::<u64>());
        begun.max(self.expected_bytes)
    }

    /// Seconds until the rest of the files is here, at the average speed so far; nothing in the first half second,
    /// when the average means little.
    pub fn seconds_left(&self, now: f64) -> Option<f64> {
        let (elapsed, total) = (now - self.started, self.total_bytes()?);
        let loaded = self.loaded_bytes();
        if elapsed < 500.0 || loaded == 0 || loaded >= total {
            return None;
        }
        Some((total - loaded) as f64 / loaded as f64 * elapsed / 1000.0)
    }
}

/// A question on its way to an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Running {
    pub run: RunId,
    /// The turn that receives the answer.
    pub turn: u32,
    pub started: f64,
    pub stage: Stage,
    pub stopping: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Frames go through the vision tower; `frames` is 0 until the first has.
    Encoding {
        frame: u32,
        frames: u32,
    },
    Prefilling,
    Decoding,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loading(downloads: &[(u64, u64)]) -> Loading {
        Loading {
            run: 1,
            choice: ModelChoice::Demo,
            started: 1000.0,
            downloads: downloads
                .iter()
                .map(|&(loaded, total)| Download { file: loaded.to_string(), loaded, total })
                .collect(),
            expected_bytes: None,
            tensors: None,
            then_describe: false,
            sample: None,
            stopping: false,
        }
    }

    #[test]
    fn the_rest_is_estimated_from_the_speed_so_far() {
        let half = loading(&[(50, 100), (100, 200)]);
        assert_eq!(half.total_bytes(), Some(300));
        assert_eq!(half.seconds_left(3000.0), Some(2.0));
        assert_eq!(half.seconds_left(1200.0), None);
    }

    #[test]
    fn a_file_that_has_not_started_is_counted_in() {
        let first = Loading { expected_bytes: Some(300), ..loading(&[(100, 100)]) };
        assert_eq!(first.total_bytes(), Some(300));
        assert_eq!(first.seconds_left(2000.0), Some(2.0));
    }

    #[test]
    fn an_unknown_length_is_not_guessed() {
        assert_eq!(loading(&[(50, 100), (10, 0)]).total_bytes(), None);
        assert_eq!(loading(&[]).total_bytes(), None);
        assert_eq!(loading(&[(50, 0)]).seconds_left(9000.0), None);
    }
}
