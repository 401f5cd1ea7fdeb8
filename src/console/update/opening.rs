//! What the page's address asks for: a shared simulation, or the outage run.

use super::{bench, request, what_if};
use crate::console::effect::Effect;
use crate::console::link;
use crate::console::state::{Day, OutageRun, Picture, Preset, RequestId, Sample, State};
use crate::gateway::router::Outcome;
use crate::widgets::format::duration;

/// The fragment that starts the outage run.
const OUTAGE: &str = "outage";
/// No such host exists, and none ever will (RFC 6761, section 6.4), so nobody is asked.
const NOBODY: &str = "https://gateway.invalid/v1";

pub fn opened(state: &mut State, day: Day, fragment: &str) -> Vec<Effect> {
    state.day = day;
    if fragment == OUTAGE {
        state.outage = OutageRun::Wanted;
        prepare_outage(state);
        return first_sample(state);
    }
    if link::open(state, fragment) {
        what_if::run(state);
    }
    Vec::new()
}

pub fn samples_arrived(state: &mut State, samples: Vec<Sample>) -> Vec<Effect> {
    state.bench.samples = samples;
    if state.outage == OutageRun::Wanted { first_sample(state) } else { Vec::new() }
}

pub fn picture_ready(state: &mut State, picture: Picture) -> Vec<Effect> {
    bench::picture_ready(state, picture);
    if state.outage != OutageRun::Wanted {
        return Vec::new();
    }
    let effects = request::send(state);
    state.outage = state.requests.last().map_or(OutageRun::None, |request| OutageRun::Running(request.id));
    effects
}

/// A request is over: was it the outage run's?
pub fn settled(state: &mut State, id: RequestId) -> Vec<Effect> {
    if state.outage != OutageRun::Running(id) {
        return Vec::new();
    }
    let Some(request) = state.request(id) else { return Vec::new() };
    let Some(outcome) = request.route.outcome() else { return Vec::new() };
    let (holds, value) = match outcome {
        Outcome::Answered { attempt } if request.fell_back() => {
            let first = request.route.attempts()[*attempt].t_first_content.unwrap_or(request.t_start);
            let failed = request.route.attempts().len() - 1;
            let words = duration(first - request.t_start);
            let tries = if failed == 1 { "1 failed try".into() } else { format!("{failed} failed tries") };
            (true, format!("first word from the second target after {words} and {tries}"))
        }
        Outcome::Cancelled => {
            state.outage = OutageRun::None;
            return Vec::new();
        }
        _ => (false, "nobody answered after the first target failed".into()),
    };
    state.outage = OutageRun::None;
    vec![Effect::StoreCheck { holds, value }]
}

/// A target that can't answer, before the model in the tab.
fn prepare_outage(state: &mut State) {
    let mut broken = Preset::Custom.target(&state.draft.policy);
    (broken.name, broken.base_url) = ("out of order".into(), Some(NOBODY.into()));
    state.draft.edit(|policy| policy.targets.insert(0, broken));
}

fn first_sample(state: &mut State) -> Vec<Effect> {
    if state.bench.samples.is_empty() { Vec::new() } else { bench::sample_pressed(state, 0) }
}
