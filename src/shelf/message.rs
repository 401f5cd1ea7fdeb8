//! What can happen to the page, and what it asks the browser to do.

use crate::library::catalogue::Catalogue;
use crate::library::protocol::{Failure, Report, Request};
use crate::widgets::Theme;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Catalogue and settings have arrived. `device_gib` is what the browser tells of the device's memory.
    Opened {
        catalogue: Catalogue,
        hub: String,
        device_gib: Option<f64>,
    },
    NotOpened,
    Heard(Report),
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
    ThemePicked(Theme),
}

/// One errand for the runner.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Ask(Request),
    /// Ask the browser not to clear the site's storage by itself; it may want a click before.
    Persist,
    ApplyTheme(Theme),
}
