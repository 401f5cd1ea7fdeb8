//! A policy in the words of other gateways, and what those words can't say.

mod clauses;
mod litellm;
mod openrouter;
mod portkey;
mod tensorzero;
mod vercel;

pub use litellm::litellm;
pub use openrouter::openrouter;
pub use portkey::portkey;
pub use tensorzero::tensorzero;
pub use vercel::vercel;

use serde::Serialize;

/// A policy, written for another gateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exported {
    /// A name for the file.
    pub file_name: &'static str,
    pub text: String,
    /// What to know about the gateway itself before relying on it.
    pub note: Option<&'static str>,
    /// Every clause of the policy that is lost.
    pub not_expressed: Vec<LostClause>,
}

/// A clause of the policy that a gateway has no word for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LostClause {
    /// Its path in the policy.
    pub path: String,
    /// What the gateway does instead.
    pub why: String,
}

impl LostClause {
    fn new(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self { path: path.into(), why: why.into() }
    }
}

#[cfg(test)]
mod tests;
