//! What the console's outage run found: kept by the tab, shown by the review page.

use serde::{Deserialize, Serialize};

#[cfg(feature = "page")]
const NAME: &str = "shipcheck-check-falls-back";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageFinding {
    /// Another target answered after the first had failed.
    pub holds: bool,
    /// What was measured, in words.
    pub value: String,
    /// The visitor's own date and time.
    pub when: String,
}

#[cfg(feature = "page")]
impl OutageFinding {
    pub fn keep(&self) {
        crate::browser::page::tab::write_value(NAME, self);
    }

    /// The last finding of this tab.
    pub fn kept() -> Option<OutageFinding> {
        crate::browser::page::tab::read_value(NAME)
    }
}
