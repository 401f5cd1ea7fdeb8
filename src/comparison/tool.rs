use serde::{Deserialize, Serialize};

use super::{Date, Review, Source};

/// One tool: `public/tools/<slug>.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub name: String,
    /// One line under the name.
    pub tagline: String,
    pub category: String,
    pub side: Side,
    /// Two or three sentences: what it is, and for whom.
    pub summary: String,
    pub entry: Entry,
    /// One review for each role on the panel; empty while nobody has reviewed the tool.
    pub panel: Vec<Review>,
    /// Those it would be chosen instead of.
    pub competitors: Vec<Competitor>,
    pub sources: Vec<Source>,
}

/// Where the work is done; decides the hue the tool has everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// On the visitor's own device.
    Device,
    /// On somebody's servers.
    Hosted,
}

impl Side {
    pub fn word(self) -> &'static str {
        match self {
            Side::Device => "device",
            Side::Hosted => "hosted",
        }
    }
}

/// What it costs to begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub price: Price,
    /// How the money is asked for, in one sentence.
    pub pricing_model: String,
    /// When this was true.
    pub as_of: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
pub enum Price {
    Free,
    Paid,
}

impl Price {
    pub fn word(self) -> &'static str {
        match self {
            Price::Free => "Free",
            Price::Paid => "Paid",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Competitor {
    pub name: String,
    /// How it differs, in one sentence.
    pub note: String,
}
