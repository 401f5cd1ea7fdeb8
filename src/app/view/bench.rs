//! The first section: where a model looks at a picture while the visitor watches.

use leptos::{portal::Portal, prelude::*};

use super::{
    announcer::Announcer, conversation::Conversation, failure::FailureNotice, loading::LoadingProgress,
    measurements::Measurements, model_picker::ModelPicker, plate::Plate, question::QuestionForm, samples::Samples,
    status::StatusLine, theme_picker::ThemePicker,
};
use crate::app::{desk::Desk, run, state::State};
use crate::browser::page::document;

#[component]
pub fn Bench() -> impl IntoView {
    let desk = Desk::new(State::default());
    provide_context(desk);
    run::open(desk);

    view! {
        // The masthead is part of index.html, so that it is there before any script is.
        {document::element("masthead-tools").map(|place| view! {
            <Portal mount=place><ThemePicker /></Portal>
        })}
        <div class="bench">
            <div class="bench-specimen">
                <Plate />
                <Samples />
            </div>
            <div class="bench-desk">
                <ModelPicker />
                <QuestionForm />
            </div>
            <div class="bench-record" id="record">
                <StatusLine />
                <FailureNotice />
                <LoadingProgress />
                <Conversation />
            </div>
        </div>
        <Measurements />
        <Announcer />
    }
}
