//! What the visitor takes along: the policy, the trace, a request.

use crate::console::effect::Effect;
use crate::console::message::TraceForm;
use crate::console::record;
use crate::console::state::{RequestId, State};
use crate::gateway::trace::to_otlp;

pub fn save_policy(state: &State) -> Vec<Effect> {
    let exported = state.taken.export(&state.draft.policy);
    vec![Effect::Save { name: exported.file_name.into(), media_type: "text/plain", text: exported.text }]
}

pub fn save_trace(state: &State, form: TraceForm) -> Vec<Effect> {
    let mut trace = record::trace(state);
    // Messages of errors are the provider's words, and providers quote keys.
    for attempt in trace.requests.iter_mut().flat_map(|request| &mut request.attempts) {
        attempt.error_message = None;
    }
    let (name, text) = match form {
        TraceForm::Own => ("shipcheck-trace.json", serde_json::to_string_pretty(&trace)),
        TraceForm::OpenTelemetry => ("shipcheck-trace.otlp.json", serde_json::to_string_pretty(&to_otlp(&trace))),
    };
    // Maps, lists and finite numbers: writing them can't fail.
    vec![Effect::Save { name: name.into(), media_type: "application/json", text: text.unwrap_or_default() }]
}

pub fn curl(state: &mut State, id: RequestId, attempt: usize) -> Vec<Effect> {
    state.copied = None;
    let Some(request) = state.request(id) else { return Vec::new() };
    let Some(target) = request.exchanges.get(attempt).and_then(|exchange| request.targets.get(exchange.target)) else {
        return Vec::new();
    };
    let has_key = target.base_url.as_deref().is_some_and(|address| state.keys.of(address).is_some());
    vec![Effect::CopyCurl { target: Box::new(target.clone()), has_key, ask: request.ask.clone() }]
}
