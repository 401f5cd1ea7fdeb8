//! What the requests of one visit share.

use super::{Breaker, Ledger, RequestShape, Samples, SkipReason};
use crate::gateway::cost::{Price, image_tokens};
use crate::gateway::policy::{Policy, Target};

/// A policy at work: breakers, samples and money.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    policy: Policy,
    pub(super) breakers: Vec<Breaker>,
    pub(super) samples: Vec<Samples>,
    pub(super) ledger: Ledger,
}

impl Session {
    pub fn new(policy: Policy) -> Self {
        let count = policy.targets.len();
        Self {
            breakers: vec![Breaker::new(policy.breaker); count],
            samples: vec![Samples::default(); count],
            ledger: Ledger::new(policy.budget.per_session_usd),
            policy,
        }
    }

    /// Goes on under another policy. Money stays spent, what is known of targets that stay as they are stays known, and
    /// a model that asked for a rest at its address gets it.
    pub fn adopt(&mut self, policy: Policy) {
        let before = std::mem::replace(self, Self::new(policy));
        self.ledger = self.ledger.after(&before.ledger);
        for (place, target) in self.policy.targets.iter().enumerate() {
            let asked = |other: &Target| (&other.base_url, &other.model) == (&target.base_url, &target.model);
            if let Some(old) = before.policy.targets.iter().position(asked) {
                self.breakers[place].rest_as(&before.breakers[old]);
            }
            let Some(old) = before.policy.targets.iter().position(|other| other == target) else { continue };
            self.samples[place] = before.samples[old].clone();
            if self.policy.breaker == before.policy.breaker {
                self.breakers[place] = before.breakers[old];
            }
        }
    }

    /// The key of these addresses is another one: what the last key met there says nothing about it.
    pub fn forgive(&mut self, is_concerned: impl Fn(&Target) -> bool) {
        for (breaker, target) in self.breakers.iter_mut().zip(&self.policy.targets) {
            if is_concerned(target) {
                *breaker = Breaker::new(self.policy.breaker);
            }
        }
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// One breaker for each target, in the policy's order.
    pub fn breakers(&self) -> &[Breaker] {
        &self.breakers
    }

    /// What the session has seen of each target, in the policy's order.
    pub fn samples(&self) -> &[Samples] {
        &self.samples
    }

    /// Everything spent so far, in US dollars. Where nobody reports, it is the most it can have been.
    pub fn spent_usd(&self) -> f64 {
        self.ledger.spent_usd()
    }

    /// The price of a target; the one in the tab is free.
    pub fn price_of(&self, target: usize) -> Option<Price> {
        let target = self.policy.targets.get(target)?;
        if target.is_on_device() { Some(Price::free(&target.name)) } else { self.policy.price_of(target).cloned() }
    }

    /// The most a request can cost at a target, pictures included, in US dollars; `None` without a price.
    pub fn estimate_usd(&self, target: usize, request: &RequestShape) -> Option<f64> {
        let input_tokens = self.policy.targets.get(target).map_or(0, |target| input_tokens(target, request));
        Some(self.price_of(target)?.at_most(input_tokens, request.max_output_tokens))
    }

    /// Whether a target may be asked now; with what to set aside for it.
    ///
    /// # Errors
    ///
    /// With the reason to pass over it.
    pub(super) fn admit(
        &self,
        target: usize,
        request: &RequestShape,
        now_ms: f64,
        of_request: &Ledger,
    ) -> Result<f64, SkipReason> {
        if !request.images.is_empty() && !self.policy.targets[target].vision {
            return Err(SkipReason::NoVision);
        }
        if let Some(until_ms) = self.breakers[target].blocked_until(now_ms) {
            return Err(SkipReason::BreakerOpen { until_ms });
        }
        match self.estimate_usd(target, request) {
            Some(needs_usd) => {
                of_request.check(needs_usd)?;
                self.ledger.check(needs_usd)?;
                Ok(needs_usd)
            }
            None if self.policy.budget.is_set() => Err(SkipReason::Unpriced),
            None => Ok(0.0),
        }
    }
}

/// The tokens of the prompt and its pictures.
pub fn input_tokens(target: &Target, request: &RequestShape) -> u64 {
    let pictures = request.images.iter().map(|image| image_tokens(&target.model, target.upstream_name(), *image));
    pictures.fold(request.prompt_tokens, u64::saturating_add)
}
