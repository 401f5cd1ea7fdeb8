use serde::{Deserialize, Serialize};

use super::Tool;

/// What one reviewer said of one tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The chair the reviewer sits on, such as `Builder`; the same word on every tool.
    pub role: String,
    pub verdict: Verdict,
    /// Why, in one or two sentences.
    pub claim: String,
    /// What the claim rests on.
    pub evidence: String,
    /// What could prove it wrong.
    pub risk: String,
    /// Who would pay for it or adopt it, where the reviewer said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<String>,
    /// Parts of the claim that this page can measure itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Ship,
    Skip,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Ship => "Ship",
            Verdict::Skip => "Skip",
        }
    }
}

/// A claim with an instrument for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The claim, short enough for a line: `Fits under 2 GB`.
    pub says: String,
    #[serde(rename = "by")]
    pub kind: CheckKind,
}

/// How a claim is measured on the visitor's device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// The length of the model's files, asked of the server that holds them, stays under 2 000 000 000 bytes.
    FitsUnderTwoGigabytes,
    /// The page's own counter saw no request while the model answered.
    RunsWithoutNetwork,
    /// A request whose first target fails is answered by the next.
    FallsBackByItself,
}

/// How many of the panel would ship the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PanelShare {
    pub ship: usize,
    pub reviews: usize,
}

impl PanelShare {
    /// Whole per cent, rounded to the nearest.
    pub fn percent(self) -> usize {
        (self.ship * 200 + self.reviews) / (2 * self.reviews)
    }
}

/// `None` while nobody has reviewed the tool.
pub fn panel_share(tool: &Tool) -> Option<PanelShare> {
    let ship = tool.panel.iter().filter(|review| review.verdict == Verdict::Ship).count();
    (!tool.panel.is_empty()).then_some(PanelShare { ship, reviews: tool.panel.len() })
}

/// Every role that reviewed one of the tools, in the order of their first appearance.
pub fn roles<'a>(tools: impl IntoIterator<Item = &'a Tool>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for review in tools.into_iter().flat_map(|tool| &tool.panel) {
        if !seen.contains(&review.role.as_str()) {
            seen.push(&review.role);
        }
    }
    seen
}

/// The role as it stands in addresses: `Product manager` → `product-manager`.
pub fn role_key(role: &str) -> String {
    let words = role.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
