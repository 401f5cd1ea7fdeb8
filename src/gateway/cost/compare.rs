//! Two answers to the question what something cost.

use super::Price;
use crate::gateway::dialect::Usage;
use serde::Serialize;

/// Reported and estimated cost of one response, both in US dollars. The reported one counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CostComparison {
    pub reported_usd: Option<f64>,
    pub estimated_usd: Option<f64>,
}

impl CostComparison {
    /// Compares what the provider says with what the price table makes of its token counts.
    pub fn new(reported_usd: Option<f64>, usage: &Usage, price: Option<&Price>) -> Self {
        let estimated_usd = price.filter(|_| !usage.is_empty()).map(|price| price.of_usage(usage));
        Self { reported_usd: reported_usd.filter(|reported| *reported >= 0.0), estimated_usd }
    }

    /// The figure to add up.
    pub fn counts_usd(&self) -> Option<f64> {
        self.reported_usd.or(self.estimated_usd)
    }

    /// The figure to add up where the answer broke off: what was reported until then may leave out what came after.
    pub fn counts_at_least_usd(&self) -> Option<f64> {
        match (self.reported_usd, self.estimated_usd) {
            (Some(reported), Some(estimated)) => Some(reported.max(estimated)),
            (reported, estimated) => reported.or(estimated),
        }
    }

    /// Whether both are known and differ by more than one part in a hundred.
    pub fn differs(&self) -> bool {
        match (self.reported_usd, self.estimated_usd) {
            (Some(reported), Some(estimated)) => {
                (reported - estimated).abs() > 0.01 * reported.abs().max(estimated.abs())
            }
            _ => false,
        }
    }
}
