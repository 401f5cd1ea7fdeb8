use serde::{Deserialize, Serialize};

use super::{Community, Date, Slug, Source, Tool, pricing::PricingDefaults};

/// Two tools side by side: `public/comparisons/<slug>.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The pair in a few words.
    pub title: String,
    /// What the page answers.
    pub question: String,
    pub category: String,
    pub published: Date,
    pub updated: Date,
    /// Names of two files in `tools/`, without `.json`.
    pub tools: [Slug; 2],
    /// The verdict in one sentence.
    pub verdict: String,
    pub choose: Choice,
    /// What the reader must know before comparing the two at all.
    pub caveat: String,
    /// Where reviewers of both tools come to the same point.
    pub agree: Vec<Point>,
    /// Where they part.
    pub split: Vec<Point>,
    /// Figures the calculator begins with; leave it out where money decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pricing: Option<PricingDefaults>,
    pub sources: Vec<Source>,
}

/// One sentence each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// `… if` for the first tool; begins in lower case.
    pub first_if: String,
    pub second_if: String,
    pub both_when: String,
}

/// Something reviewers agree or split on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The point, in a few words.
    pub title: String,
    /// What is said about it, and by whom.
    pub text: String,
    /// The roles it concerns, as the panels name them.
    pub roles: Vec<String>,
}

/// A comparison with its two tools at hand: all a page needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matchup {
    pub slug: Slug,
    pub comparison: Comparison,
    pub tools: [Tool; 2],
    /// The last published votes, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<Community>,
}
