//! What may happen to a request: targets, order, retries, timeouts, breaker, hedge, budget and prices.
//!
//! A policy is a JSON file, described in docs/GATEWAY.md. [`Policy::read`] reads it, [`lint`] doubts it.

pub mod bounds;
mod document;
mod finding;
mod limits;
mod lint;
mod secrets;
mod target;

pub(crate) use document::{Located, MOST_BYTES, check_size, check_version, read_document};
pub use finding::{Finding, Severity};
pub use limits::{BreakerSettings, Budget, Hedge, Order, Retry, Timeouts};
pub use lint::lint;
pub use target::{Target, TargetKind, TimeoutOverrides};

use super::cost::Price;
use super::{GatewayError, Result};
use serde::{Deserialize, Serialize};

/// The version of the format that this code reads.
pub const POLICY_VERSION: u32 = 1;

/// What errors call it.
const DOCUMENT: &str = "policy";

/// A routing policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The version of this format: 1.
    pub version: u32,
    #[serde(default)]
    pub name: String,
    /// Who may answer; tried in [`Policy::order`].
    pub targets: Vec<Target>,
    #[serde(default)]
    pub order: Order,
    #[serde(default)]
    pub retry: Retry,
    #[serde(default)]
    pub timeouts: Timeouts,
    #[serde(default)]
    pub breaker: BreakerSettings,
    /// Ask a second target when the first is slow to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Hedge>,
    #[serde(default)]
    pub budget: Budget,
    /// Ask the next target after a 400, 404, 413 or 422. It hides mistakes in the request, so it is off by default.
    #[serde(default)]
    pub fall_back_on_bad_request: bool,
    /// What tokens cost, with the day each price was read.
    #[serde(default)]
    pub prices: Vec<Price>,
}

impl Policy {
    /// Reads a policy; keys that mean nothing are passed over. [`lint`] names them.
    ///
    /// # Errors
    ///
    /// If it is not JSON, of another version, too large, or if a field is missing, of the wrong type or beyond its
    /// [`bounds`]. The error says where.
    pub fn read(text: &str) -> Result<Self> {
        let policy: Self = read_document(DOCUMENT, text, MOST_BYTES)?.document;
        policy.check()?;
        Ok(policy)
    }

    /// Whether the version is ours and every number possible and within its [`bounds`].
    ///
    /// # Errors
    ///
    /// With the first that is not.
    pub fn check(&self) -> Result<()> {
        check_version(DOCUMENT, self.version)?;
        bounds::violations(self).into_iter().next().map_or(Ok(()), |found| {
            let bounds::Violation { path, message, remedy, .. } = found;
            Err(GatewayError::Bounds { document: DOCUMENT, path, what: message, remedy })
        })
    }

    /// The price for a target: one that names the target, else one that names its model.
    pub fn price_of(&self, target: &Target) -> Option<&Price> {
        let named = |name: &str| self.prices.iter().find(|price| price.model == name);
        named(&target.name).or_else(|| named(&target.model))
    }

    /// The timeouts for a target, its own ones first.
    pub fn timeouts_of(&self, target: &Target) -> Timeouts {
        let own = &target.timeouts;
        Timeouts {
            headers_ms: own.headers_ms.unwrap_or(self.timeouts.headers_ms),
            first_token_ms: own.first_token_ms.unwrap_or(self.timeouts.first_token_ms),
            stall_ms: own.stall_ms.unwrap_or(self.timeouts.stall_ms),
            total_ms: self.timeouts.total_ms,
        }
    }
}
