//! What can happen to the page, and what it asks the browser to do.

use std::collections::BTreeMap;

use crate::library::catalogue::Catalogue;
use crate::library::protocol::{Failure, Report, Request};
use crate::shelf::state::Offline;
use crate::widgets::Theme;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Catalogue and settings have arrived. `device_gib` is what the browser tells of the device's memory.
    Opened {
        catalogue: Catalogue,
        hub: String,
        device_gib: Option<f64>,
        /// What was chosen on earlier visits, in tokens.
        contexts: BTreeMap<String, u64>,
        /// What was measured on an earlier visit, in operations a second.
        pace: Option<f64>,
    },
    NotOpened,
    Heard(Report),
    /// Keeping the page itself has ended, well or not.
    OfflineHeard(Offline),
    /// The worker can't go on.
    Died(Failure),
    /// Download or resume.
    FetchPressed(String),
    PausePressed,
    CancelPressed,
    VerifyPressed(String),
    DeletePressed(String),
    DeleteAllPressed,
    /// The visitor was asked whether everything is really to go.
    DeleteAllAnswered(bool),
    /// The longest conversation with a model, in tokens.
    ContextPicked {
        model: String,
        context: u64,
    },
    PacePressed,
    /// In operations a second, or why there is no figure.
    PaceHeard(Result<f64, String>),
    ThemePicked(Theme),
}

/// One errand for the runner.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Ask(Request),
    /// Ask the browser not to clear the site's storage by itself; it may want a click before.
    Persist,
    /// Keep the page itself, too.
    KeepPage,
    DropPage,
    /// Let the bench load the model so, now and on later visits.
    RememberContext {
        model: String,
        context: u64,
    },
    MeasurePace,
    ApplyTheme(Theme),
}
