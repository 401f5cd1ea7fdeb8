//! The simulated clock and what happens on it.

use super::behaviour::{Behaviour, Dice};
use super::script::script;
use super::{Outage, Simulation};
use crate::gateway::policy::Policy;
use crate::gateway::router::{Action, Event, Moment, RequestShape, Route, Session};
use crate::gateway::trace::{RecordedRequest, Trace};
use crate::gateway::{GatewayError, Result};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

/// How many things may happen in a simulation, unless somebody says otherwise.
pub const MOST_STEPS: usize = 1_000_000;

/// Replays a trace's requests under a policy.
///
/// # Errors
///
/// If the trace never saw one of the policy's targets, an outage names none of them, the policy is beyond its bounds, or
/// after [`MOST_STEPS`].
pub fn simulate(policy: &Policy, trace: &Trace, outage: &Outage, seed: u64) -> Result<Simulation> {
    simulate_within(policy, trace, outage, seed, MOST_STEPS)
}

/// The same, with at most so many steps: a page must not stand still for a link that somebody sent.
///
/// # Errors
///
/// As [`simulate`], after `most_steps`.
pub fn simulate_within(
    policy: &Policy,
    trace: &Trace,
    outage: &Outage,
    seed: u64,
    most_steps: usize,
) -> Result<Simulation> {
    policy.check()?;
    outage.check_targets(policy)?;
    let mut world = World {
        session: Session::new(policy.clone()),
        behaviour: Behaviour::of(policy, trace)?,
        trace,
        outage,
        dice: Dice::new(seed),
        routes: trace.requests.iter().map(|_| None).collect(),
        cancelled: HashSet::new(),
        alarms: vec![0; trace.requests.len()],
        queue: BinaryHeap::new(),
        count: 0,
    };
    for (request, recorded) in trace.requests.iter().enumerate() {
        world.put(recorded.t_start, request, None);
    }
    let mut steps = 0;
    while let Some(Reverse(next)) = world.queue.pop() {
        if steps == most_steps {
            let request = trace.requests[next.request].id.clone();
            return Err(GatewayError::TooManySteps { steps, request, at_ms: next.at_ms });
        }
        steps += 1;
        world.happen(next);
    }
    Ok(Simulation::of(&world.session, trace, &world.routes))
}

struct World<'t> {
    session: Session,
    behaviour: Behaviour<'t>,
    trace: &'t Trace,
    outage: &'t Outage,
    dice: Dice,
    /// One for each request; `None` until it begins.
    routes: Vec<Option<Route>>,
    /// Attempts that were aborted, as (request, attempt).
    cancelled: HashSet<(usize, usize)>,
    /// The latest `Tick` of each request; a later `Wait` replaces the one before.
    alarms: Vec<u64>,
    queue: BinaryHeap<Reverse<Scheduled>>,
    count: u64,
}

/// Something that will happen; what was scheduled first happens first.
struct Scheduled {
    at_ms: f64,
    number: u64,
    request: usize,
    /// `None`: the request is asked.
    event: Option<Event>,
}

impl World<'_> {
    fn put(&mut self, at_ms: f64, request: usize, event: Option<Event>) {
        self.count += 1;
        self.queue.push(Reverse(Scheduled { at_ms, number: self.count, request, event }));
    }

    fn happen(&mut self, next: Scheduled) {
        let replaced = next.event == Some(Event::Tick) && self.alarms[next.request] != next.number;
        if replaced {
            return;
        }
        let moment = Moment { now_ms: next.at_ms, random: self.dice.share() };
        let actions = match next.event {
            None => {
                let shape = shape_of(&self.trace.requests[next.request]);
                let (route, actions) = Route::begin(&mut self.session, shape, moment);
                self.routes[next.request] = Some(route);
                actions
            }
            Some(event) => {
                let aborted =
                    attempt_of(&event).is_some_and(|attempt| self.cancelled.contains(&(next.request, attempt)));
                let Some(route) = self.routes[next.request].as_mut().filter(|_| !aborted) else { return };
                route.on(&mut self.session, event, moment)
            }
        };
        for action in actions {
            self.act(next.request, action, next.at_ms);
        }
    }

    fn act(&mut self, request: usize, action: Action, now_ms: f64) {
        match action {
            Action::Start { attempt, target } => self.start(request, attempt, target, now_ms),
            Action::Cancel { attempt } => {
                self.cancelled.insert((request, attempt));
            }
            Action::Wait { until_ms } => {
                self.put(until_ms.max(now_ms), request, Some(Event::Tick));
                self.alarms[request] = self.count;
            }
            Action::Finish(_) => {}
        }
    }

    fn start(&mut self, request: usize, attempt: usize, place: usize, now_ms: f64) {
        let target = &self.session.policy().targets[place];
        let tries = self.routes[request].as_ref().map_or(0, |route| {
            route.attempts()[..attempt].iter().filter(|earlier| earlier.target == target.name).count()
        });
        let recorded = self.behaviour.draw(place, target, &self.trace.requests[request], tries, &mut self.dice);
        let covers = |outage: &&super::OutageWindow| outage.covers(&target.name, target.is_on_device(), now_ms);
        let covering: Vec<_> = self.outage.outages.iter().filter(covers).collect();
        for (after_ms, event) in script(attempt, recorded, &covering, &mut self.dice) {
            self.put(now_ms + after_ms, request, Some(event));
        }
    }
}

fn shape_of(request: &RecordedRequest) -> RequestShape {
    RequestShape {
        prompt_tokens: request.prompt_tokens,
        images: request.images.clone(),
        max_output_tokens: request.max_output_tokens,
    }
}

fn attempt_of(event: &Event) -> Option<usize> {
    match event {
        Event::Headers { attempt, .. }
        | Event::Thinking { attempt }
        | Event::Content { attempt }
        | Event::Ended { attempt, .. }
        | Event::Failed { attempt, .. } => Some(*attempt),
        Event::Tick | Event::Cancel => None,
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at_ms.total_cmp(&other.at_ms).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Scheduled {}
