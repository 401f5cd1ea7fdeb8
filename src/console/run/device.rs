//! Asking the model in this tab.

use std::cell::RefCell;

use leptos::task::spawn_local;
use serde::Serialize;

use super::{Handle, refuse};
use crate::browser::page::{
    pictures,
    vlm::{self, Stop, Vlm, Weights},
};
use crate::console::message::News;
use crate::console::state::Ask;
use crate::engine::protocol::{Event, Failure, FinishReason};
use crate::gateway::dialect::{FailureClass, Usage};
use crate::gateway::router::{AttemptFailure, Report};

/// A question as `vlm.caption` wants it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    prompt: String,
    max_new_tokens: u32,
}

thread_local! {
    static MODEL: RefCell<Option<Vlm>> = const { RefCell::new(None) };
}

/// Begins; what comes of it is reported.
pub fn start(ask: Ask, report: impl Fn(News) + Clone + 'static) -> Option<Handle> {
    let stop = match Stop::new() {
        Ok(stop) => stop,
        Err(failure) => return refuse(report, attempt_failure(&failure)),
    };
    let handle = stop.clone();
    spawn_local(async move {
        if let Err(failure) = answer(ask, &stop, &report).await
            // An attempt that was stopped is over for the router already.
            && failure.kind != "cancelled"
        {
            report(News::Ended { result: Err(attempt_failure(&failure)), reply: None });
        }
    });
    Some(Handle::Device(handle))
}

async fn answer(ask: Ask, stop: &Stop, report: &impl Fn(News)) -> Result<(), Failure> {
    let model = loaded(stop).await?;
    let picture = ask.picture.map(|id| pictures::picture(id).ok_or_else(picture_gone)).transpose()?;
    let question = Question { prompt: ask.prompt, max_new_tokens: ask.max_output_tokens };
    vlm::caption(&model, picture.as_ref(), &question, stop, |event| match event {
        Event::Token { text, .. } => {
            report(News::Heard { raw: text.clone(), answer: text, thinking: String::new(), tool: false });
        }
        Event::Done { tokens, prompt_tokens, finish_reason, .. } if finish_reason != FinishReason::Cancelled => {
            let usage = Usage {
                input_tokens: Some(prompt_tokens.len() as u64),
                output_tokens: Some(tokens.len() as u64),
                ..Usage::default()
            };
            let done = Report { whole: true, usage, ..Report::default() };
            report(News::Ended { result: Ok(done), reply: None });
        }
        _ => {}
    })
    .await
}

/// The demo model, loaded once for the visit.
async fn loaded(stop: &Stop) -> Result<Vlm, Failure> {
    if let Some(model) = MODEL.with_borrow(Clone::clone) {
        return Ok(model);
    }
    let (model, _) = vlm::load(Weights::Demo, stop, |_| {}).await?;
    MODEL.set(Some(model.clone()));
    Ok(model)
}

fn attempt_failure(failure: &Failure) -> AttemptFailure {
    let class = match failure.kind.as_str() {
        "picture" | "prompt" | "request" => FailureClass::BadRequest,
        "network" => FailureClass::Network,
        _ => FailureClass::Unavailable,
    };
    AttemptFailure::new(class, format!("{} {}", failure.message, failure.remedy))
}

fn picture_gone() -> Failure {
    Failure {
        kind: "picture".into(),
        message: "The picture is no longer in memory.".into(),
        remedy: "Choose it again.".into(),
    }
}
