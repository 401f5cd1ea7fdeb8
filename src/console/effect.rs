//! What the console asks the browser to do. Plain data, so `update` can be tested without one.

use crate::console::state::{Ask, RequestId, Theme};
use crate::gateway::dialect::Secret;
use crate::gateway::policy::Target;

/// One errand for the runner.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    FetchSample {
        file: String,
        alt: String,
    },
    /// Ask a target; what comes of it is reported as `News` of this attempt.
    Start {
        request: RequestId,
        attempt: usize,
        target: Box<Target>,
        key: Option<Secret>,
        ask: Ask,
    },
    /// Nothing this attempt still says counts.
    Abort {
        request: RequestId,
        attempt: usize,
    },
    /// Send `Woken` after this time.
    Wake {
        request: RequestId,
        alarm: u32,
        after_ms: f64,
    },
    /// Send `Ticked` in a moment.
    KeepTime,
    /// Put these keys, by origin, into the tab's storage in place of what is there; none empties it.
    StoreKeys(Vec<(String, Secret)>),
    Copy {
        /// Names the button that was pressed.
        what: &'static str,
        text: String,
    },
    ApplyTheme(Theme),
}
