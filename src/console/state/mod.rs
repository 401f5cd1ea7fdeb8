//! What the console knows, as plain data.

mod bench;
mod care;
mod draft;
mod keys;
mod preset;
mod request;
mod spoken;
mod what_if;

pub use bench::{Bench, Picture, PictureId, Sample};
pub use care::Examined;
pub use draft::Draft;
pub use keys::{Keyring, origin_of};
pub use preset::Preset;
pub use request::{Ask, Exchange, Request, RequestId, Way};
pub use spoken::Spoken;
pub use what_if::{KINDS, Rules, Runs, Source, WhatIf, first_window, kind_label};

use crate::gateway::export::{self, Exported};
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
    /// The press whose requests the visitor wants to see again.
    pub picked: Option<u32>,
    /// OpenRouter is asked for its own attempts, with a header more.
    pub wants_attempts: bool,
    /// The clock is running.
    pub ticking: bool,
    pub what_if: WhatIf,
    /// The gateway whose words the policy is shown in.
    pub taken: Gateway,
    pub examined: Option<Examined>,
    pub outage: OutageRun,
    /// What went wrong while signing in.
    pub sign_in: Option<String>,
    pub day: Day,
    /// What was copied last, and whether that worked.
    pub copied: Option<(&'static str, bool)>,
}

/// When the visit began, as the browser told when the page was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// The wall clock at zero of the page's clock, in milliseconds since 1970.
    pub epoch_ms: f64,
    /// For instance `2026-11-23`.
    pub date: String,
}

/// The run that shows a fallback: a first target that can't answer, and the model in the tab behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutageRun {
    #[default]
    None,
    /// It waits for the samples, then for the picture.
    Wanted,
    Running(RequestId),
}

/// A gateway that can take over a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gateway {
    #[default]
    Vercel,
    OpenRouter,
    LiteLlm,
    Portkey,
    TensorZero,
}

impl Gateway {
    pub const ALL: [Gateway; 5] =
        [Gateway::Vercel, Gateway::OpenRouter, Gateway::LiteLlm, Gateway::Portkey, Gateway::TensorZero];

    pub fn label(self) -> &'static str {
        match self {
            Gateway::Vercel => "Vercel AI Gateway",
            Gateway::OpenRouter => "OpenRouter",
            Gateway::LiteLlm => "LiteLLM",
            Gateway::Portkey => "Portkey",
            Gateway::TensorZero => "TensorZero",
        }
    }

    pub fn export(self, policy: &Policy) -> Exported {
        match self {
            Gateway::Vercel => export::vercel(policy),
            Gateway::OpenRouter => export::openrouter(policy),
            Gateway::LiteLlm => export::litellm(policy),
            Gateway::Portkey => export::portkey(policy),
            Gateway::TensorZero => export::tensorzero(policy),
        }
    }
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
            picked: None,
            wants_attempts: false,
            ticking: false,
            what_if: WhatIf::default(),
            taken: Gateway::default(),
            examined: None,
            outage: OutageRun::None,
            sign_in: None,
            day: Day::default(),
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

    /// The requests of the press that is looked at, oldest first: the latest, unless the visitor picked another.
    pub fn shown(&self) -> Vec<&Request> {
        let press = self.picked.or(self.requests.last().map(|request| request.press));
        self.requests.iter().filter(|request| Some(request.press) == press).collect()
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
