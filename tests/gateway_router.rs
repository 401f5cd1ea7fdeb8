//! Properties of the router, whatever providers do: tried on random worlds with a simulated clock.

#![cfg(feature = "gateway")]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use serde_json::json;
use shipcheck::gateway::dialect::FailureClass;
use shipcheck::gateway::policy::Policy;
use shipcheck::gateway::router::{
    Action, AttemptFailure, BreakerState, Event, Moment, Outcome, Report, RequestShape, Route, Session, full_jitter_ms,
};
use shipcheck::gateway::trace::AttemptOutcome;

/// Something a provider, the clock or the visitor may do next.
#[derive(Clone, Debug)]
enum Move {
    Headers(u16),
    Thinking,
    Content,
    Whole(f64),
    Cut(f64),
    Fail(FailureClass, Option<f64>),
    WaitFor,
    Cancel,
}

fn moves() -> impl Strategy<Value = Vec<(Move, usize, f64, f64)>> {
    use FailureClass as Class;
    let classes = [
        Class::BadRequest,
        Class::Authentication,
        Class::Payment,
        Class::RateLimited,
        Class::Unavailable,
        Class::Network,
        Class::BrokenStream,
    ];
    let next = prop_oneof![
        3 => prop::sample::select(vec![200u16, 429, 503]).prop_map(Move::Headers),
        1 => Just(Move::Thinking),
        2 => Just(Move::Content),
        1 => (0.0..1.0).prop_map(Move::Whole),
        1 => (0.0..1.0).prop_map(Move::Cut),
        3 => (prop::sample::select(classes.to_vec()), prop::option::of(0.0..9000.0))
            .prop_map(|(class, wait)| Move::Fail(class, wait)),
        4 => Just(Move::WaitFor),
        1 => Just(Move::Cancel),
    ];
    prop::collection::vec((next, 0usize..3, 0.0..400.0, 0.0..1.0), 1..60)
}

fn policy(hedge: bool, per_request: f64, per_session: f64) -> Policy {
    let target = |name: &str| json!({"name": name, "kind": "endpoint", "dialect": "openai", "base_url": "https://x/v1", "model": "m"});
    let mut policy = json!({
        "version": 1,
        "targets": [target("a"), target("b"), target("c")],
        "retry": {"attempts": 3, "base_delay_ms": 100, "max_delay_ms": 400, "retry_after_cap_ms": 3000},
        "timeouts": {"headers_ms": 300, "first_token_ms": 600, "stall_ms": 300, "total_ms": 5000},
        "breaker": {"failures": 2, "cooldown_ms": 700},
        "budget": {"per_request_usd": per_request, "per_session_usd": per_session},
        "prices": [{"model": "m", "input_usd_per_million": 1.0, "output_usd_per_million": 10.0}],
        "fall_back_on_bad_request": hedge
    });
    if hedge {
        policy["hedge"] = json!({"after_ms": 150});
    }
    Policy::read(&policy.to_string()).unwrap()
}

/// Checks every rule that must hold after every step of one request.
#[derive(Default)]
struct Referee {
    started: Vec<usize>,
    cancelled: Vec<usize>,
    with_content: Vec<usize>,
    finished: bool,
    next_tick_ms: f64,
    now_ms: f64,
    deadline_ms: f64,
    /// Until when each target has asked to be left alone, whichever request it told.
    rests_ms: [f64; 3],
}

impl Referee {
    fn see(&mut self, actions: &[Action], session: &Session, route: &Route, per_request: f64, per_session: f64) {
        for action in actions {
            assert!(!self.finished, "{action:?} after the end");
            match action {
                Action::Start { attempt, target } => {
                    assert!(self.with_content.is_empty(), "a second stream after the first content");
                    assert_eq!(*attempt, self.started.len(), "attempts are numbered in order");
                    assert!(self.now_ms < self.deadline_ms, "an attempt after the deadline");
                    assert!(self.now_ms >= self.rests_ms[*target], "target {target} asked to be left alone");
                    self.started.push(*target);
                }
                Action::Cancel { attempt } => self.cancelled.push(*attempt),
                Action::Wait { until_ms } => self.next_tick_ms = *until_ms,
                Action::Finish(_) => self.finished = true,
            }
        }
        assert_eq!(route.attempts().len(), self.started.len());
        for target in 0..3 {
            let tries = self.started.iter().filter(|started| **started == target).count();
            assert!(tries <= 3, "target {target} was tried {tries} times");
        }
        // The first tries come in the policy's order.
        let mut first: Vec<usize> = Vec::new();
        self.started.iter().for_each(|target| {
            if !first.contains(target) {
                first.push(*target);
            }
        });
        assert!(first.is_sorted(), "{first:?}");
        assert!(route.spent_usd() <= per_request + 1e-12, "the request took {} dollars", route.spent_usd());
        assert!(session.spent_usd() <= per_session + 1e-12, "the session took {} dollars", session.spent_usd());
        for breaker in session.breakers() {
            if let BreakerState::Closed { failures } = breaker.state() {
                assert!(failures < 2, "a breaker counts on beyond its limit");
            }
        }
        assert_eq!(self.finished, route.outcome().is_some());
    }
}

fn event_of(step: &Move, attempt: usize, at_most_usd: f64) -> Event {
    let report =
        |whole: bool, share: f64| Report { whole, cost_reported_usd: Some(at_most_usd * share), ..Report::default() };
    match step {
        Move::Headers(status) => Event::Headers { attempt, status: *status },
        Move::Thinking => Event::Thinking { attempt },
        Move::Content => Event::Content { attempt },
        Move::Whole(share) => Event::Ended { attempt, report: report(true, *share) },
        Move::Cut(share) => Event::Ended { attempt, report: report(false, *share) },
        Move::Fail(class, retry_after_ms) => {
            let failure = AttemptFailure { retry_after_ms: *retry_after_ms, ..AttemptFailure::new(*class, "no") };
            Event::Failed { attempt, failure }
        }
        Move::WaitFor => Event::Tick,
        Move::Cancel => Event::Cancel,
    }
}

proptest! {
    #[test]
    fn the_rules_hold_in_every_world(
        worlds in prop::collection::vec(moves(), 1..5),
        hedge in any::<bool>(),
        per_request in 0.0..0.05,
        per_session in 0.0..0.1,
    ) {
        let mut session = Session::new(policy(hedge, per_request, per_session));
        let shape = RequestShape { prompt_tokens: 1000, images: Vec::new(), max_output_tokens: 1000 };
        let at_most = session.estimate_usd(0, &shape).unwrap();
        let (mut now_ms, mut rests_ms) = (0.0, [0.0; 3]);
        for world in worlds {
            let (mut route, actions) = Route::begin(&mut session, shape.clone(), Moment { now_ms, random: 0.5 });
            let mut referee = Referee { now_ms, deadline_ms: now_ms + 5000.0, rests_ms, ..Referee::default() };
            referee.see(&actions, &session, &route, per_request, per_session);
            for (step, which, passes_ms, random) in world {
                if referee.finished {
                    break;
                }
                now_ms = if matches!(step, Move::WaitFor) { referee.next_tick_ms.max(now_ms) } else { now_ms + passes_ms };
                let attempt = which.min(referee.started.len().saturating_sub(1));
                let speaks = !matches!(step, Move::WaitFor | Move::Cancel);
                let is_live = route.attempts().get(attempt).is_some_and(|known| known.outcome == AttemptOutcome::Pending);
                referee.now_ms = now_ms;
                if let (true, Move::Fail(class, Some(wait_ms))) = (is_live, &step)
                    && !matches!(class, FailureClass::BadRequest | FailureClass::Authentication)
                {
                    let rest = &mut referee.rests_ms[referee.started[attempt]];
                    *rest = rest.max(now_ms + wait_ms);
                }
                let actions = route.on(&mut session, event_of(&step, attempt, at_most), Moment { now_ms, random });
                referee.see(&actions, &session, &route, per_request, per_session);
                if speaks && is_live && matches!(step, Move::Content | Move::Whole(_)) {
                    referee.with_content.push(attempt);
                    referee.with_content.dedup();
                    prop_assert_eq!(referee.with_content.len(), 1, "content of two attempts");
                }
            }
            // Time alone ends every request.
            for _ in 0..100 {
                if referee.finished {
                    break;
                }
                now_ms = referee.next_tick_ms.max(now_ms);
                referee.now_ms = now_ms;
                let actions = route.on(&mut session, Event::Tick, Moment { now_ms, random: 0.5 });
                referee.see(&actions, &session, &route, per_request, per_session);
            }
            prop_assert!(referee.finished, "the request never ends");
            if let Some(Outcome::Answered { attempt } | Outcome::Incomplete { attempt, .. }) = route.outcome() {
                prop_assert_eq!(&referee.with_content, &vec![*attempt]);
            }
            rests_ms = referee.rests_ms;
            let open = route.attempts().iter().filter(|attempt| attempt.outcome == AttemptOutcome::Pending).count();
            prop_assert_eq!(open, 0, "attempts are left open");
        }
    }

    #[test]
    fn jitter_stays_in_its_range(failed in 0u32..2000, random in 0.0..1.0) {
        let retry = shipcheck::gateway::policy::Retry::default();
        let wait = full_jitter_ms(&retry, failed, random);
        prop_assert!((0.0..=retry.max_delay_ms).contains(&wait));
    }
}
