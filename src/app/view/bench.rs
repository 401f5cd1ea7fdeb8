//! The first section: where a model looks at a picture while the visitor watches.

use leptos::prelude::*;

use super::{
    announcer::Announcer, conversation::Conversation, failure::FailureNotice, loading::LoadingProgress,
    measurements::Measurements, model_picker::ModelPicker, plate::Plate, question::QuestionForm, samples::Samples,
    status::StatusLine,
};

#[component]
pub fn Bench() -> impl IntoView {
    view! {
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
