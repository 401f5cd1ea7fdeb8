//! What the votes ask the browser to do.

use crate::ballots::protocol::{Request, Unsigned};
use crate::voting::local::{BallotFile, Ledger};

#[derive(Clone, Debug, PartialEq)]
pub enum VotesEffect {
    /// Merge these ballots into what the browser keeps, and tell the other tabs.
    KeepLedger(Ledger),
    SaveBallots(BallotFile),
    SaveKey(String),
    /// Unfold the printed count.
    ShowPrintedCount,
    /// Start the worker.
    Wake,
    Ask(Request),
    /// End the worker; it has nothing more to say.
    Dismiss,
    AskExtensionForKey {
        tool: String,
    },
    AskExtensionToSign(Unsigned),
}
