//! The money of a session, or of one request.

use super::SkipReason;

/// Sums of dollars have crumbs; this share of a limit is one.
const CRUMB: f64 = 1e-12;

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
        // What is free fits into every budget, and what fits exactly fits.
        if needs_usd > 0.0 && needs_usd > left_usd + limit * CRUMB {
            Err(SkipReason::OverBudget { needs_usd, left_usd: left_usd.max(0.0) })
        } else {
            Ok(())
        }
    }

    /// Sets money aside for an attempt.
    pub fn reserve(&mut self, amount_usd: f64) {
        self.reserved_usd += amount_usd.max(0.0);
    }

    /// An attempt is over: what was set aside becomes what it took. Nothing refills a budget.
    pub fn settle(&mut self, reserved_usd: f64, charged_usd: f64) {
        self.reserved_usd = (self.reserved_usd - reserved_usd).max(0.0);
        self.spent_usd += charged_usd.max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_can_be_spent_to_the_last_crumb() {
        let mut ledger = Ledger::new(Some(0.3));
        for _ in 0..3 {
            assert_eq!(ledger.check(0.1), Ok(()));
            ledger.reserve(0.1);
            ledger.settle(0.1, 0.1);
        }
        assert!(ledger.check(0.001).is_err());
        assert_eq!(ledger.check(0.0), Ok(()), "the model in the tab is free");
    }

    #[test]
    fn nothing_refills_a_budget() {
        let mut ledger = Ledger::new(Some(1.0));
        ledger.settle(0.0, 1.0);
        ledger.settle(0.0, -5.0);
        ledger.settle(0.0, f64::NAN);
        assert_eq!(ledger.spent_usd(), 1.0);
        assert!(ledger.check(0.5).is_err());
    }
}
