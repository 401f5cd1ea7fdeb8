//! How targets behave, as far as a trace shows.

use crate::gateway::policy::{Policy, Target};
use crate::gateway::trace::{Attempt, AttemptOutcome, RecordedRequest, Trace};
use crate::gateway::{GatewayError, Result};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The recorded attempts on each target of a policy.
pub struct Behaviour<'t> {
    /// In the order of the policy's targets.
    targets: Vec<Recorded<'t>>,
}

/// A recorded attempt and when it started, on the trace's clock.
#[derive(Clone, Copy)]
pub struct Sighting<'t> {
    pub attempt: &'t Attempt,
    pub t_start: f64,
}

struct Recorded<'t> {
    /// Every attempt that shows how the target behaves.
    attempts: Vec<Sighting<'t>>,
    /// The trace knows the target by its name, not only by its model.
    by_name: bool,
}

impl<'t> Behaviour<'t> {
    /// Finds the attempts of each target, by its name, else by its model.
    ///
    /// # Errors
    ///
    /// If a target has none: its behaviour would be an invention.
    pub fn of(policy: &Policy, trace: &'t Trace) -> Result<Self> {
        let all = |target: &Target, by_name: bool| -> Vec<Sighting<'t>> {
            trace.requests.iter().flat_map(|request| matching(target, by_name, request)).collect()
        };
        let recorded = policy.targets.iter().map(|target| {
            let found = [true, false].map(|by_name| Recorded { attempts: all(target, by_name), by_name });
            let first = found.into_iter().find(|recorded| !recorded.attempts.is_empty());
            first.ok_or_else(|| GatewayError::UnknownTarget { target: target.name.clone() })
        });
        Ok(Self { targets: recorded.collect::<Result<_>>()? })
    }

    /// What the target at a place of the policy does this time: what it did at the same try of the same request,
    /// else any of its attempts.
    pub fn draw(
        &self,
        place: usize,
        target: &Target,
        request: &'t RecordedRequest,
        tries: usize,
        dice: &mut Dice,
    ) -> Sighting<'t> {
        let recorded = &self.targets[place];
        let any = dice.below(recorded.attempts.len());
        matching(target, recorded.by_name, request).nth(tries).unwrap_or(recorded.attempts[any])
    }
}

/// Attempts on a target that say how it behaves; a cancelled one does not. One without a start of its own started with
/// its request.
fn matching<'t>(target: &Target, by_name: bool, request: &'t RecordedRequest) -> impl Iterator<Item = Sighting<'t>> {
    let (name, model) = (target.name.clone(), target.model.clone());
    let is_same = move |attempt: &&Attempt| {
        let same =
            if by_name { attempt.target == name } else { attempt.requested_model.as_deref() == Some(model.as_str()) };
        same && attempt.outcome != AttemptOutcome::Cancelled
    };
    let t_start = request.t_start;
    let attempts = request.attempts.iter().filter(is_same);
    attempts.map(move |attempt| Sighting { attempt, t_start: attempt.t_start.unwrap_or(t_start) })
}

/// Random numbers that a seed decides, the same on every machine.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number in `0.0..1.0`.
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.share() * count as f64) as usize).min(count.saturating_sub(1))
    }
}
