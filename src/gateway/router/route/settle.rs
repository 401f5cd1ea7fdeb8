//! Closing attempts: the record, the money, the samples.

use super::super::breaker::Turn;
use super::super::live::Live;
use super::super::session::input_tokens;
use super::super::{Action, AttemptFailure, Outcome, Report, Session};
use super::Route;
use crate::gateway::cost::CostComparison;
use crate::gateway::trace::AttemptOutcome;

impl Route {
    pub(super) fn live_mut(&mut self, attempt: usize) -> Option<&mut Live> {
        self.live.iter_mut().find(|live| live.attempt == attempt)
    }

    /// Whether one attempt is all there is: under way, or waiting for its time.
    pub(super) fn is_alone(&self) -> bool {
        self.live.len() + usize::from(self.retrying.is_some()) == 1
    }

    pub(super) fn note_failure(&mut self, attempt: usize, failure: &AttemptFailure) {
        let record = &mut self.attempts[attempt];
        record.status = failure.status.or(record.status);
        record.error_type = Some(failure.class.name().to_owned());
        record.error_message = Some(failure.message.clone());
        record.retry_after_ms = failure.retry_after_ms;
        record.retry_after_source = failure.retry_after_source;
    }

    /// Ends an attempt under way. Returns its target and the turn of the breaker it started in, or `None` if it was
    /// over already.
    pub(super) fn close(
        &mut self,
        session: &mut Session,
        attempt: usize,
        outcome: AttemptOutcome,
        report: Option<&Report>,
        now_ms: f64,
    ) -> Option<(usize, Turn)> {
        let at = self.live.iter().position(|live| live.attempt == attempt)?;
        let live = self.live.remove(at);
        let record = &mut self.attempts[attempt];
        record.outcome = outcome;
        record.t_last = Some(now_ms);
        if let Some(report) = report {
            record.set_usage(&report.usage);
            record.served_model = report.served_model.clone().or(record.served_model.take());
            record.provider = report.provider.clone().or(record.provider.take());
        }
        let charged_usd = self.price(session, &live, report);
        self.ledger.settle(live.reserved_usd, charged_usd);
        session.ledger.settle(live.reserved_usd, charged_usd);
        if outcome == AttemptOutcome::Answered {
            session.samples[live.target].add(&self.attempts[attempt]);
        }
        Some((live.target, live.turn))
    }

    /// Writes both costs into the record and returns the one that counts.
    ///
    /// If nobody says what a response took, it is what was set aside for it: some providers bill what they have
    /// computed although nobody waits for it any more, and a budget must not depend on luck.
    fn price(&mut self, session: &Session, live: &Live, report: Option<&Report>) -> f64 {
        let input_tokens =
            session.policy().targets.get(live.target).map_or(0, |target| input_tokens(target, &self.request));
        let record = &mut self.attempts[live.attempt];
        // An answer that broke off is charged for what came, although nobody counted it.
        let cut = report.filter(|report| !report.whole && report.tokens_came > 0);
        let usage = report.map(|report| report.usage).unwrap_or_default();
        let reported = report.and_then(|report| report.cost_reported_usd);
        let usage = match cut {
            Some(report) if reported.is_some() || !usage.is_empty() => usage.at_least(input_tokens, report.tokens_came),
            _ => usage,
        };
        let cost = CostComparison::new(reported, &usage, session.price_of(live.target).as_ref());
        let unknown = || {
            let refused = record.status.is_some_and(|status| status >= 400);
            if live.may_have_cost() && !refused { live.reserved_usd } else { 0.0 }
        };
        let counts = if cut.is_some() { cost.counts_at_least_usd() } else { cost.counts_usd() };
        let charged_usd = counts.unwrap_or_else(unknown);
        let reported = cost.reported_usd;
        record.cost_reported = reported;
        record.cost_estimated = cost.estimated_usd.or(reported.is_none().then_some(charged_usd));
        if record.input_tokens.is_none() && charged_usd > 0.0 && reported.is_none() {
            record.input_tokens = Some(input_tokens);
        }
        charged_usd
    }

    pub(super) fn cancel(&mut self, session: &mut Session, attempt: usize, now_ms: f64, actions: &mut Vec<Action>) {
        if let Some((target, turn)) = self.close(session, attempt, AttemptOutcome::Cancelled, None, now_ms) {
            session.breakers[target].release(turn, now_ms);
            actions.push(Action::Cancel { attempt });
        }
    }

    /// Ends the route and every attempt under way.
    pub(super) fn stop(&mut self, session: &mut Session, outcome: Outcome, now_ms: f64, actions: &mut Vec<Action>) {
        for attempt in self.live.iter().map(|live| live.attempt).collect::<Vec<_>>() {
            self.cancel(session, attempt, now_ms, actions);
        }
        self.finish(outcome, actions);
    }

    pub(super) fn finish(&mut self, outcome: Outcome, actions: &mut Vec<Action>) {
        self.retrying = None;
        self.outcome = Some(outcome.clone());
        actions.push(Action::Finish(outcome));
    }

    /// Names the next time at which something has to happen by itself.
    pub(super) fn wait(&self, actions: &mut Vec<Action>) {
        if self.outcome.is_some() {
            return;
        }
        let times = self.live.iter().map(Live::deadline_ms);
        let times = times.chain(self.retrying.map(|retrying| retrying.at_ms));
        let times = times.chain(self.hedge_at_ms.filter(|_| self.is_alone()));
        let until_ms = times.fold(self.deadline_ms, f64::min);
        actions.push(Action::Wait { until_ms });
    }
}
