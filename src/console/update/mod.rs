//! The one place where the console's state changes.

mod attempt;
mod bench;
mod care;
mod opening;
mod policy;
mod request;
mod take;
#[cfg(test)]
mod tests;
pub mod what_if;

pub use care::OPEN_ROUTER;

use crate::console::effect::Effect;
use crate::console::message::Msg;
use crate::console::state::State;

/// Changes the state and says what the browser has to do. Pure: the same state and message always give the same result.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Opened { day, fragment } => opening::opened(state, day, &fragment),
        Msg::ThemePicked(theme) => {
            state.theme = theme;
            vec![Effect::ApplyTheme(theme)]
        }

        Msg::SamplesArrived(samples) => opening::samples_arrived(state, samples),
        Msg::DragChanged(dragging) => bench::change(state, |bench| bench.dragging = dragging),
        Msg::PictureReading => bench::change(state, |bench| bench.reading = true),
        Msg::PictureReady(picture) => opening::picture_ready(state, picture),
        Msg::PictureFailed(why) => bench::picture_failed(state, why),
        Msg::SamplePressed(index) => bench::sample_pressed(state, index),
        Msg::PictureRemoved => bench::change(state, |bench| bench.picture = None),
        Msg::PromptEdited(prompt) => bench::change(state, |bench| bench.prompt = prompt),
        Msg::LengthEdited(text) => bench::length_edited(state, &text),

        Msg::TargetAdded(preset) => policy::target_added(state, preset),
        Msg::TargetRemoved(target) => policy::target_removed(state, target),
        Msg::TargetRaised(target) => policy::target_raised(state, target),
        Msg::TargetEdited { target, field } => policy::target_edited(state, target, field),
        Msg::RuleEdited(rule) => policy::rule_edited(state, rule),
        Msg::PolicyTyped(text) => {
            state.draft.edit_text(text);
            Vec::new()
        }
        Msg::PolicyCommitted => policy::forget_strangers(state),
        Msg::KeysFound(keys) => policy::keys_found(state, keys),
        Msg::KeyEntered { origin, key } => policy::key_entered(state, origin, key),
        Msg::KeyForgotten(origin) => policy::key_forgotten(state, &origin),
        Msg::KeepKeysPicked(kept) => policy::keep_keys_picked(state, kept),

        Msg::SendPressed => request::send(state),
        Msg::AskAllPressed => request::ask_all(state),
        Msg::StopPressed => request::stop(state),
        Msg::RequestPicked(press) => {
            state.picked = Some(press);
            Vec::new()
        }
        Msg::AttemptsWanted(wanted) => {
            state.wants_attempts = wanted;
            Vec::new()
        }
        Msg::ContinuePressed(id) => request::go_on(state, id),

        Msg::Attempt { request, attempt, news } => attempt::reported(state, request, attempt, news),
        Msg::Woken { request, alarm } => request::woken(state, request, alarm),
        Msg::Ticked => request::ticked(state),

        Msg::Simulated(change) => what_if::changed(state, change),
        Msg::LinkPressed => what_if::share(state),
        Msg::GatewayPicked(gateway) => {
            state.taken = gateway;
            Vec::new()
        }
        Msg::SavePolicyPressed => take::save_policy(state),
        Msg::SaveTracePressed(form) => take::save_trace(state, form),

        Msg::ExaminePressed(place) => care::examine(state, place),
        Msg::Examined { target, diagnosis, relay } => care::examined(state, target, *diagnosis, relay),
        Msg::SignInPressed => care::sign_in(state),
        Msg::SignedIn(result) => care::signed_in(state, result),
        Msg::PolicyRestored(text) => {
            state.draft.edit_text(text);
            Vec::new()
        }

        Msg::CurlPressed { request, attempt } => take::curl(state, request, attempt),
        Msg::CopyPressed { what, text } => {
            state.copied = None;
            vec![Effect::Copy { what, text: state.keys.redact(&text) }]
        }
        Msg::Copied { what, succeeded } => {
            state.copied = Some((what, succeeded));
            Vec::new()
        }
    }
}
