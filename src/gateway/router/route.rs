//! One request on its way through the targets.

mod clock;
mod settle;
mod step;
#[cfg(test)]
mod tests;

use super::live::Live;
use super::{Action, Event, Ledger, Moment, Outcome, Session, Skipped, plan};
use crate::gateway::cost::ImageSize;
use crate::gateway::dialect::FailureClass;
use crate::gateway::trace::{Attempt, AttemptOutcome};

/// What a request looks like from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestShape {
    /// Tokens of the prompt, without its pictures.
    pub prompt_tokens: u64,
    pub images: Vec<ImageSize>,
    pub max_output_tokens: u64,
}

/// Another try that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Retrying {
    target: usize,
    at_ms: f64,
}

/// The state of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    request: RequestShape,
    plan: Vec<usize>,
    /// How many targets of the plan have had their turn.
    turn: usize,
    /// Tries so far, for each target of the policy.
    tries: Vec<u32>,
    live: Vec<Live>,
    retrying: Option<Retrying>,
    hedge_at_ms: Option<f64>,
    deadline_ms: f64,
    /// The latest moment anything happened at.
    latest_ms: f64,
    /// The attempt whose content the visitor sees.
    committed: Option<usize>,
    ledger: Ledger,
    attempts: Vec<Attempt>,
    skipped: Vec<Skipped>,
    latest_failure: Option<FailureClass>,
    outcome: Option<Outcome>,
}

impl Route {
    /// Plans a request and starts its first attempt.
    pub fn begin(session: &mut Session, request: RequestShape, moment: Moment) -> (Self, Vec<Action>) {
        let plan = plan::order(session, &request);
        Self::begin_with(session, request, plan, moment)
    }

    /// The same for a plan of one's own: the places of the targets that may be asked, first choice first.
    pub fn begin_with(
        session: &mut Session,
        request: RequestShape,
        plan: Vec<usize>,
        moment: Moment,
    ) -> (Self, Vec<Action>) {
        let policy = session.policy();
        let mut route = Self {
            plan,
            request,
            turn: 0,
            tries: vec![0; policy.targets.len()],
            live: Vec::new(),
            retrying: None,
            hedge_at_ms: policy.hedge.map(|hedge| moment.now_ms + hedge.after_ms),
            deadline_ms: moment.now_ms + policy.timeouts.total_ms,
            latest_ms: moment.now_ms,
            committed: None,
            ledger: Ledger::new(policy.budget.per_request_usd),
            attempts: Vec::new(),
            skipped: Vec::new(),
            latest_failure: None,
            outcome: None,
        };
        let mut actions = Vec::new();
        route.go_on(session, moment.now_ms, &mut actions);
        route.wait(&mut actions);
        (route, actions)
    }

    /// Takes in what happened. Events of attempts that are over change nothing, and time never goes back.
    pub fn on(&mut self, session: &mut Session, event: Event, moment: Moment) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.outcome.is_some() {
            return actions;
        }
        let now_ms = moment.now_ms.max(self.latest_ms);
        let moment = Moment { now_ms, ..moment };
        self.latest_ms = now_ms;
        match event {
            Event::Headers { attempt, status } => self.headers(attempt, status, now_ms),
            Event::Thinking { attempt } => self.thinking(attempt, now_ms),
            Event::Content { attempt } => self.content(session, attempt, now_ms, &mut actions),
            Event::Ended { attempt, report } => self.ended(session, attempt, report, moment, &mut actions),
            Event::Failed { attempt, failure } => self.failed(session, attempt, &failure, moment, &mut actions),
            Event::Tick => self.tick(session, moment, &mut actions),
            Event::Cancel => self.stop(session, Outcome::Cancelled, now_ms, &mut actions),
        }
        self.go_on(session, now_ms, &mut actions);
        self.wait(&mut actions);
        actions
    }

    /// Every attempt so far, in the order they started.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Targets that were passed over, and why.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What the request has cost, in US dollars. Where nobody reports, it is the most it can have been.
    pub fn spent_usd(&self) -> f64 {
        self.ledger.spent_usd()
    }

    /// One sentence for each attempt and each target passed over.
    pub fn summary(&self, session: &Session) -> Vec<String> {
        let attempts = self.attempts.iter().map(|attempt| {
            let what = match (attempt.outcome, &attempt.error_message) {
                (AttemptOutcome::Answered, _) => "answered".to_owned(),
                (AttemptOutcome::Cancelled, _) => "was stopped".to_owned(),
                (_, Some(message)) => format!("failed: {message}"),
                _ => "is running".to_owned(),
            };
            let time = attempt.t_last.zip(attempt.t_start).map_or(0.0, |(last, start)| last - start);
            let status = attempt.status.map_or(String::new(), |status| format!(" (status {status})"));
            format!("{} {what}{status} after {time:.0} ms.", attempt.target)
        });
        let name = |target: usize| session.policy().targets.get(target).map_or("?", |target| target.name.as_str());
        let skipped = self.skipped.iter().map(|skip| format!("{} was not asked: {}.", name(skip.target), skip.reason));
        attempts.chain(skipped).collect()
    }
}
