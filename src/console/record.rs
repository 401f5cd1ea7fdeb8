//! This visit's requests as a trace: no keys, no pictures, none of the answers' words.

use crate::console::state::{Request, State};
use crate::gateway::trace::{Origin, OriginKind, RecordedRequest, Trace};

/// One request as it is recorded.
pub fn recorded(request: &Request) -> RecordedRequest {
    let shape = request.ask.shape();
    RecordedRequest {
        id: format!("request {}", request.id),
        t_start: request.t_start,
        prompt_tokens: shape.prompt_tokens,
        images: shape.images,
        max_output_tokens: shape.max_output_tokens,
        attempts: request.attempts(),
    }
}

/// Every request of the visit that is over.
pub fn trace(state: &State) -> Trace {
    let finished = state.requests.iter().filter(|request| request.route.outcome().is_some());
    let source = "Requests of one visit to the gateway console, timed by the page that sent them.";
    Trace {
        version: 1,
        origin: Origin { kind: OriginKind::Recorded, source: source.into(), date: state.day.date.clone() },
        epoch_ms: state.day.epoch_ms,
        requests: finished.map(recorded).collect(),
    }
}
