//! What can happen to the visitor's votes.

use crate::ballots::protocol::{Failure, Report, Sent};
use crate::voting::local::{BallotFile, Ledger};
use crate::voting::{Choice, PollSettings};

#[derive(Clone, Debug, PartialEq)]
pub enum VotesMsg {
    /// The owner has polls.
    SettingsArrived(PollSettings),
    ExtensionFound,
    /// What this browser kept, or another tab has just changed.
    LedgerArrived(Ledger),
    SentArrived(Vec<Sent>),
    /// The browser keeps nothing.
    KeepingFailed,

    ChoicePressed {
        tool: String,
        choice: Choice,
    },
    WithdrawPressed {
        tool: String,
    },
    ExportPressed,
    /// A file was chosen; the error says why it can't be read.
    FileRead(Result<BallotFile, String>),

    SendPressed {
        tool: String,
    },
    StopPressed,
    HurryPressed,
    SignerPicked {
        by_extension: bool,
    },
    ExtensionNamed {
        tool: String,
        key: Result<String, Failure>,
    },
    ExtensionSigned(Result<String, Failure>),
    SaveKeyPressed,
    ForgetKeyPressed,
    CountPressed,

    /// The worker's word, and when it came in the visitor's own date and time.
    Reported {
        report: Box<Report>,
        when: String,
    },
    WorkerDied(Failure),
}
