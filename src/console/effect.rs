//! What the console asks the browser to do. Plain data, so `update` can be tested without one.

use crate::console::state::{Ask, RequestId, Theme};
use crate::gateway::dialect::Secret;
use crate::gateway::policy::Target;

/// Browsers ring at once when a timer is set for longer.
const LONGEST_TIMER_MS: f64 = i32::MAX as f64;

/// The whole milliseconds to set a timer for. What has to wait longer looks at the clock then, and waits again.
pub fn timer_ms(after_ms: f64) -> u64 {
    after_ms.ceil().clamp(0.0, LONGEST_TIMER_MS) as u64
}

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
        /// Ask OpenRouter for its own attempts.
        wants_attempts: bool,
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
    /// Send the doctor's probes to a target and report with `Examined`.
    Examine {
        target: Box<Target>,
        key: Option<Secret>,
        needs_vision: bool,
    },
    /// Leave for OpenRouter's sign-in; the policy waits in the tab's storage.
    SignIn {
        policy: String,
    },
    /// Put a request into the clipboard as a command, with a variable for the key.
    CopyCurl {
        target: Box<Target>,
        has_key: bool,
        ask: Ask,
    },
    /// Put the page's address with this fragment into its bar and the clipboard.
    CopyLink {
        fragment: String,
    },
    Save {
        name: String,
        media_type: &'static str,
        text: String,
    },
    /// Keep the result of a check for the review page, with its date.
    StoreCheck {
        holds: bool,
        value: String,
    },
    Copy {
        /// Names the button that was pressed.
        what: &'static str,
        text: String,
    },
    ApplyTheme(Theme),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_are_never_longer_than_browsers_can_wait() {
        let longest = 2_147_483_647;
        for (after_ms, set_ms) in [(0.2, 1), (-5.0, 0), (f64::NAN, 0), (4e9, longest), (f64::INFINITY, longest)] {
            assert_eq!(timer_ms(after_ms), set_ms, "{after_ms}");
        }
    }
}
