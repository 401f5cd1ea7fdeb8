//! What happens, and what follows from it.

use super::super::backoff;
use super::super::live::Live;
use super::super::{Action, AttemptFailure, Moment, Outcome, Report, Session, SkipReason, Skipped};
use super::{Retrying, Route};
use crate::gateway::dialect::FailureClass;
use crate::gateway::trace::{Attempt, AttemptOutcome};

impl Route {
    pub(super) fn headers(&mut self, attempt: usize, status: u16, now_ms: f64) {
        let Some(live) = self.live_mut(attempt) else { return };
        live.headers();
        let record = &mut self.attempts[attempt];
        record.status = Some(status);
        record.t_headers = record.t_headers.or(Some(now_ms));
    }

    pub(super) fn thinking(&mut self, attempt: usize, now_ms: f64) {
        let Some(live) = self.live_mut(attempt) else { return };
        live.piece(now_ms);
        self.attempts[attempt].t_last = Some(now_ms);
    }

    /// The first content decides: this attempt is the answer, all others are stopped.
    pub(super) fn content(&mut self, session: &mut Session, attempt: usize, now_ms: f64, actions: &mut Vec<Action>) {
        let Some(live) = self.live_mut(attempt) else { return };
        live.piece(now_ms);
        self.attempts[attempt].t_last = Some(now_ms);
        if self.committed.is_some() {
            return;
        }
        self.committed = Some(attempt);
        self.attempts[attempt].t_first_content = Some(now_ms);
        self.hedge_at_ms = None;
        self.retrying = None;
        let others: Vec<_> = self.live.iter().map(|live| live.attempt).filter(|other| *other != attempt).collect();
        for other in others {
            self.cancel(session, other, now_ms, actions);
        }
    }

    pub(super) fn ended(
        &mut self,
        session: &mut Session,
        attempt: usize,
        report: Report,
        moment: Moment,
        actions: &mut Vec<Action>,
    ) {
        if !report.whole {
            let message = "The answer ended without saying why.";
            let failure = AttemptFailure { report, ..AttemptFailure::new(FailureClass::BrokenStream, message) };
            return self.failed(session, attempt, &failure, moment, actions);
        }
        if self.live_mut(attempt).is_none() {
            return;
        }
        // An answer may be empty; it is an answer nevertheless.
        self.content(session, attempt, moment.now_ms, actions);
        // Only a whole answer speaks for a target: one that breaks off again and again is broken.
        if let Some((target, turn)) =
            self.close(session, attempt, AttemptOutcome::Answered, Some(&report), moment.now_ms)
        {
            session.breakers[target].succeed(turn);
        }
        self.finish(Outcome::Answered { attempt }, actions);
    }

    pub(super) fn failed(
        &mut self,
        session: &mut Session,
        attempt: usize,
        failure: &AttemptFailure,
        moment: Moment,
        actions: &mut Vec<Action>,
    ) {
        if self.live_mut(attempt).is_none() {
            return;
        }
        let now_ms = moment.now_ms;
        self.note_failure(attempt, failure);
        let content = self.committed == Some(attempt);
        let outcome = if content { AttemptOutcome::Incomplete } else { AttemptOutcome::Failed };
        let Some((target, turn)) = self.close(session, attempt, outcome, Some(&failure.report), now_ms) else { return };
        let breaker = &mut session.breakers[target];
        if blames_the_target(failure.class) {
            breaker.fail(turn, now_ms);
            if let Some(asked_ms) = backoff::asked_ms(failure.retry_after_ms) {
                breaker.rest(now_ms + asked_ms);
            }
        } else {
            breaker.release(turn, now_ms);
        }
        self.latest_failure = Some(failure.class);
        if content {
            let continue_on = self.next_admissible(session, target, now_ms);
            return self.finish(Outcome::Incomplete { attempt, class: failure.class, continue_on }, actions);
        }
        if failure.class == FailureClass::BadRequest && !session.policy().fall_back_on_bad_request {
            return self.stop(session, Outcome::Failed { class: failure.class }, now_ms, actions);
        }
        self.retry(session, target, failure, moment);
    }

    /// Arranges another try at the same target, if that can help. One that is arranged already stays.
    fn retry(&mut self, session: &Session, target: usize, failure: &AttemptFailure, moment: Moment) {
        let retry = &session.policy().retry;
        let worthwhile = !failure.class.is_final_for_target()
            && failure.status.is_none_or(|status| status < 400 || retry.statuses.contains(&status));
        let tries = self.tries[target];
        let Some(wait_ms) = backoff::wait_ms(retry, tries, failure.retry_after_ms, moment.random) else { return };
        let at_ms = moment.now_ms + wait_ms;
        let may = worthwhile
            && self.retrying.is_none()
            && self.live.is_empty()
            && tries < retry.attempts
            && at_ms < self.deadline_ms
            && session.breakers[target].blocked_until(at_ms).is_none();
        if may {
            self.retrying = Some(Retrying { target, at_ms });
        }
    }

    /// If nothing is under way and nothing is planned, asks the next target or gives up.
    pub(super) fn go_on(&mut self, session: &mut Session, now_ms: f64, actions: &mut Vec<Action>) {
        if self.outcome.is_none() && now_ms >= self.deadline_ms {
            return self.run_out_of_time(session, now_ms, actions);
        }
        if self.outcome.is_some() || !self.live.is_empty() || self.retrying.is_some() {
            return;
        }
        if !self.start_next(session, now_ms, actions) {
            let outcome = match self.latest_failure {
                Some(class) => Outcome::Failed { class },
                None => Outcome::Refused,
            };
            self.finish(outcome, actions);
        }
    }

    /// Asks the next target that may be asked. Returns whether there was one.
    pub(super) fn start_next(&mut self, session: &mut Session, now_ms: f64, actions: &mut Vec<Action>) -> bool {
        while let Some(&target) = self.plan.get(self.turn) {
            self.turn += 1;
            if self.try_to_start(session, target, now_ms, actions) {
                return true;
            }
        }
        false
    }

    pub(super) fn try_to_start(
        &mut self,
        session: &mut Session,
        target: usize,
        now_ms: f64,
        actions: &mut Vec<Action>,
    ) -> bool {
        match session.admit(target, &self.request, now_ms, &self.ledger) {
            Ok(reserved_usd) => {
                self.start(session, target, reserved_usd, now_ms, actions);
                true
            }
            Err(reason) => {
                self.skipped.push(Skipped { target, reason });
                false
            }
        }
    }

    fn start(
        &mut self,
        session: &mut Session,
        target: usize,
        reserved_usd: f64,
        now_ms: f64,
        actions: &mut Vec<Action>,
    ) {
        let policy = session.policy();
        let asked = &policy.targets[target];
        let attempt = self.attempts.len();
        self.attempts.push(Attempt {
            target: asked.name.clone(),
            requested_model: Some(asked.model.clone()),
            provider: asked.upstream_name().map(str::to_owned),
            t_start: Some(now_ms),
            ..Attempt::default()
        });
        let timeouts = policy.timeouts_of(asked);
        let has_headers = !asked.is_on_device();
        let turn = session.breakers[target].start();
        self.live.push(Live::start(attempt, target, now_ms, (reserved_usd, turn), timeouts, has_headers));
        self.tries[target] += 1;
        self.ledger.reserve(reserved_usd);
        session.ledger.reserve(reserved_usd);
        actions.push(Action::Start { attempt, target });
    }

    /// The first other target that could be asked right now.
    pub(super) fn next_admissible(&self, session: &Session, except: usize, now_ms: f64) -> Option<usize> {
        let fits = |target: &usize| match session.admit(*target, &self.request, now_ms, &self.ledger) {
            Ok(_) => true,
            // The visitor may allow more money for going on; the other reasons stand.
            Err(reason) => matches!(reason, SkipReason::OverBudget { .. }),
        };
        self.plan.iter().copied().filter(|target| *target != except).find(|target| fits(target))
    }
}

/// Whether a failure says something about the target. A wrong request and a wrong key would fail anywhere; the next key
/// must not find the door shut by the last one.
fn blames_the_target(class: FailureClass) -> bool {
    !matches!(
        class,
        FailureClass::BadRequest
            | FailureClass::Authentication
            | FailureClass::Forbidden
            | FailureClass::Cancelled
            | FailureClass::ContentFilter
    )
}
