use serde::{Deserialize, Serialize};

use super::{Date, WebAddress};

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What the reader finds there.
    pub title: String,
    /// Its address, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
    /// When it was published or, for pages that change, read.
    pub date: Date,
    /// What was taken from it.
    pub note: String,
}
