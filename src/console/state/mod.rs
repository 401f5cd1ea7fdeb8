//! What the console knows, as plain data.

mod bench;
mod draft;
mod keys;
mod preset;
mod request;

pub use bench::{Bench, Picture, PictureId, Sample};
pub use draft::Draft;
pub use keys::{Keyring, origin_of};
pub use preset::Preset;
pub use request::{Ask, Exchange, Request, RequestId, Way};

use crate::gateway::policy::Policy;
use crate::gateway::router::{BreakerState, Session};
pub use crate::widgets::Theme;

/// The whole console.
#[derive(Clone, Debug)]
pub struct State {
    /// Milliseconds on the page's clock when the current message came. Written by the dispatcher, never by `update`.
    pub now: f64,
    /// A random number in `0.0..1.0`, fresh for each message. Written by the dispatcher, too.
    pub chance: f64,
    pub theme: Theme,
    pub draft: Draft,
    pub keys: Keyring,
    pub bench: Bench,
    /// What all requests of this visit share: breakers, samples, money.
    pub session: Session,
    /// Requests of this visit, oldest first.
    pub requests: Vec<Request>,
    /// The clock is running.
    pub ticking: bool,
    /// What was copied last, and whether that worked.
    pub copied: Option<(&'static str, bool)>,
}

impl State {
    pub fn new(policy: Policy) -> Self {
        Self {
            now: 0.0,
            chance: 0.0,
            theme: Theme::Auto,
            session: Session::new(policy.clone()),
            draft: Draft::of(policy),
            keys: Keyring::default(),
            bench: Bench::default(),
            requests: Vec::new(),
            ticking: false,
            copied: None,
        }
    }

    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.iter().find(|request| request.id == id)
    }

    /// Whether an answer is awaited.
    pub fn busy(&self) -> bool {
        self.requests.iter().any(|request| request.route.outcome().is_none())
    }

    /// The requests that were sent with the latest press, oldest first.
    pub fn latest(&self) -> &[Request] {
        let Some(last) = self.requests.last() else { return &[] };
        let first = self.requests.iter().position(|request| request.press == last.press).unwrap_or(0);
        &self.requests[first..]
    }

    /// Whether something on the page counts down.
    pub fn counts_down(&self) -> bool {
        let rests = |state| matches!(state, BreakerState::Open { until_ms } if until_ms > self.now);
        self.session.breakers().iter().any(|breaker| rests(breaker.state()))
    }
}

impl Default for State {
    fn default() -> Self {
        let mut policy = Policy {
            version: crate::gateway::policy::POLICY_VERSION,
            name: String::new(),
            targets: Vec::new(),
            order: Default::default(),
            retry: Default::default(),
            timeouts: Default::default(),
            breaker: Default::default(),
            hedge: None,
            budget: Default::default(),
            fall_back_on_bad_request: false,
            prices: Vec::new(),
        };
        policy.targets.push(Preset::Device.target(&policy));
        Self::new(policy)
    }
}
