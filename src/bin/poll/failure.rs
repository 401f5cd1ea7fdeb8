//! What stops the command, and the exit status it means.

use shipcheck::voting::VotingError;
use std::io;
use std::path::Path;

pub struct Failure {
    pub message: String,
    pub status: u8,
}

impl Failure {
    /// The caller can mend it: status 2.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 2 }
    }

    /// The machine or the network is at fault: status 1.
    pub fn machine(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 1 }
    }

    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::bad_input(format!("{} can't be read: {error}. Name a file that is there.", path.display()))
    }

    pub fn unwritable(path: &Path, error: &io::Error) -> Self {
        Self::machine(format!("{} can't be written: {error}. Choose another place.", path.display()))
    }
}

impl From<VotingError> for Failure {
    fn from(error: VotingError) -> Self {
        Self::bad_input(format!("{error} {}", error.remedy()))
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::bad_input(format!("{error}; see --help"))
    }
}
