//! The money of a session, or of one request.

use super::SkipReason;

/// What is spent and what may still be spent by attempts under way, in US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger {
    limit_usd: Option<f64>,
    spent_usd: f64,
    reserved_usd: f64,
}

impl Ledger {
    pub fn new(limit_usd: Option<f64>) -> Self {
        Self { limit_usd, spent_usd: 0.0, reserved_usd: 0.0 }
    }

    /// The same limit, with what another ledger has spent.
    pub fn after(self, earlier: &Self) -> Self {
        Self { limit_usd: self.limit_usd, ..*earlier }
    }

    pub fn spent_usd(&self) -> f64 {
        self.spent_usd
    }

    /// Whether so much more fits.
    ///
    /// # Errors
    ///
    /// With what is left, if it does not.
    pub fn check(&self, needs_usd: f64) -> Result<(), SkipReason> {
        let Some(limit) = self.limit_usd else { return Ok(()) };
        let left_usd = limit - self.spent_usd - self.reserved_usd;
        if needs_usd > left_usd {
            Err(SkipReason::OverBudget { needs_usd, left_usd: left_usd.max(0.0) })
        } else {
            Ok(())
        }
    }

    /// Sets money aside for an attempt.
    pub fn reserve(&mut self, amount_usd: f64) {
        self.reserved_usd += amount_usd.max(0.0);
    }

    /// An attempt is over: what was set aside becomes what it took.
    pub fn settle(&mut self, reserved_usd: f64, charged_usd: f64) {
        self.reserved_usd = (self.reserved_usd - reserved_usd).max(0.0);
        self.spent_usd += charged_usd;
    }
}
