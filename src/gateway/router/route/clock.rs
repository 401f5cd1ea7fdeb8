//! What time alone brings: timeouts, retries, hedges, the end.

use super::super::{Action, AttemptFailure, Moment, Outcome, Session};
use super::Route;
use crate::gateway::dialect::FailureClass;
use crate::gateway::trace::AttemptOutcome;

impl Route {
    pub(super) fn tick(&mut self, session: &mut Session, moment: Moment, actions: &mut Vec<Action>) {
        let now_ms = moment.now_ms;
        if now_ms >= self.deadline_ms {
            return self.run_out_of_time(session, now_ms, actions);
        }
        let late: Vec<_> = self
            .live
            .iter()
            .filter(|live| live.deadline_ms() <= now_ms)
            .map(|live| (live.attempt, live.complaint()))
            .collect();
        for (attempt, complaint) in late {
            actions.push(Action::Cancel { attempt });
            let failure = AttemptFailure::new(FailureClass::Timeout, complaint);
            self.failed(session, attempt, &failure, moment, actions);
        }
        if let Some(retrying) = self.retrying.filter(|retrying| retrying.at_ms <= now_ms) {
            self.retrying = None;
            self.try_to_start(session, retrying.target, now_ms, actions);
        }
        // A wait is no better than silence: the next target is asked during it, too.
        if self.outcome.is_none() && self.hedge_at_ms.is_some_and(|at_ms| at_ms <= now_ms) && self.is_alone() {
            self.hedge_at_ms = None;
            self.start_next(session, now_ms, actions);
        }
    }

    /// Nothing starts any more: what is under way ends here.
    pub(super) fn run_out_of_time(&mut self, session: &mut Session, now_ms: f64, actions: &mut Vec<Action>) {
        let failure = AttemptFailure::new(FailureClass::Timeout, "The time for the whole request is over.");
        let outcome = match self.committed.filter(|attempt| self.live.iter().any(|live| live.attempt == *attempt)) {
            Some(attempt) => {
                let target = self.live.iter().find(|live| live.attempt == attempt).map_or(0, |live| live.target);
                let continue_on = self.next_admissible(session, target, now_ms);
                Outcome::Incomplete { attempt, class: FailureClass::Timeout, continue_on }
            }
            None if self.live.is_empty() => {
                Outcome::Failed { class: self.latest_failure.unwrap_or(FailureClass::Timeout) }
            }
            None => Outcome::Failed { class: FailureClass::Timeout },
        };
        for attempt in self.live.iter().map(|live| live.attempt).collect::<Vec<_>>() {
            self.note_failure(attempt, &failure);
            let content = self.committed == Some(attempt);
            let ended = if content { AttemptOutcome::Incomplete } else { AttemptOutcome::Failed };
            if let Some((target, turn)) = self.close(session, attempt, ended, None, now_ms) {
                session.breakers[target].fail(turn, now_ms);
            }
            actions.push(Action::Cancel { attempt });
        }
        self.finish(outcome, actions);
    }
}
