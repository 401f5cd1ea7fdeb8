//! What can go wrong in the voting room, in words a site owner understands.

use super::Rejection;

/// Every error of the room. `Display` says what happened, [`VotingError::remedy`] what to do next.
///
/// A rejected ballot is no error but a result: see [`Rejection`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VotingError {
    #[error("This is not a secret key: 64 hexadecimal digits in lower case are expected.")]
    Key,
    #[error("The key could not sign with these random bytes.")]
    Signing,
    #[error("The poll can't be used. {}", .0.sentence())]
    PollEvent(Rejection),
    #[error("The poll has kind {0}; polls have kind 1068.")]
    PollKind(u16),
    #[error("The poll's options are {0}; they must be ship and skip, once each.")]
    PollOptions(String),
    #[error("The poll allows several answers at once.")]
    PollType,
    #[error("The poll is of the type {0:?}, for which nobody has said how it is counted.")]
    PollTypeUnknown(String),
    #[error("The poll's end is {0:?}, which is not a Unix time in seconds.")]
    PollEnd(String),
    #[error("The poll ends before it begins.")]
    PollOver,
    #[error("{0:?} is not a relay: its address must begin with wss:// or ws://.")]
    RelayAddress(String),
    #[error("{0:?} is not a name: 1 to 64 characters without control characters are expected.")]
    Name(String),
    #[error("The ballots can't be read: {0}.")]
    BallotFile(String),
    #[error("The ballots are written in version {0} of the format; version 1 is understood.")]
    BallotVersion(u32),
    #[error("A ballot for {tool} is dated in the future.")]
    BallotDate { tool: String },
}

impl VotingError {
    /// What the reader can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            VotingError::Key => "Name the right key file, or a new one that does not exist yet.",
            VotingError::Signing => "Try again.",
            VotingError::PollEvent(_) => "Use the file as `poll create` wrote it.",
            VotingError::PollKind(_) => "Name the file of a poll, not of a response.",
            VotingError::PollOptions(_)
            | VotingError::PollType
            | VotingError::PollTypeUnknown(_)
            | VotingError::PollEnd(_) => "Make the poll with `poll create`.",
            VotingError::PollOver => "Choose a later end.",
            VotingError::RelayAddress(_) => "Write it like wss://relay.example.com.",
            VotingError::Name(_) => "Choose another name.",
            VotingError::BallotFile(_) => "Use the file as it was exported.",
            VotingError::BallotVersion(_) => "Export the ballots again with the version of the page that reads them.",
            VotingError::BallotDate { .. } => "Set this device's clock, then import again.",
        }
    }
}

pub type Result<T, E = VotingError> = std::result::Result<T, E>;
