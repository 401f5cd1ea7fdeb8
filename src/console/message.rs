//! Everything that can happen to the console, in one enum.

use crate::console::inspect::Sent;
use crate::console::state::{Picture, Preset, RequestId, Sample, Theme};
use crate::gateway::dialect::Secret;
use crate::gateway::reply::Reply;
use crate::gateway::router::{AttemptFailure, Report};

/// One thing that happened: the visitor did something, or an effect came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    ThemePicked(Theme),
    SamplesArrived(Vec<Sample>),
    /// Keys that the tab has kept from before a reload, by origin.
    KeysFound(Vec<(String, Secret)>),

    /// A file hovers over the page, or no longer does.
    DragChanged(bool),
    /// A picture was chosen, dropped, pasted or pressed and is being read.
    PictureReading,
    PictureReady(Picture),
    PictureFailed(String),
    SamplePressed(usize),
    PictureRemoved,
    PromptEdited(String),
    LengthEdited(String),

    TargetAdded(Preset),
    TargetRemoved(usize),
    /// One place up in the list.
    TargetRaised(usize),
    TargetEdited {
        target: usize,
        field: TargetField,
    },
    /// The JSON, while it is typed.
    PolicyTyped(String),
    /// Typing is over: keys of origins that are gone go, too.
    PolicyCommitted,
    KeyEntered {
        origin: String,
        key: Secret,
    },
    KeyForgotten(String),
    /// Whether the tab may remember keys until it is closed.
    KeepKeysPicked(bool),

    SendPressed,
    AskAllPressed,
    StopPressed,
    ContinuePressed(RequestId),

    /// Something about an attempt.
    Attempt {
        request: RequestId,
        attempt: usize,
        news: News,
    },
    Woken {
        request: RequestId,
        alarm: u32,
    },
    Ticked,

    CopyPressed {
        what: &'static str,
        text: String,
    },
    Copied {
        what: &'static str,
        succeeded: bool,
    },
}

/// A part of a target, with its new value.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetField {
    Name(String),
    Model(String),
    Address(String),
    Upstream(String),
    Vision(bool),
    /// Dollars for a million tokens, in and out, as they were typed; with the day.
    Price {
        input: String,
        output: String,
        today: String,
    },
}

/// What an attempt reports.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// It is on its way, and this is what was sent.
    Sent(Sent),
    Status(u16),
    /// A piece of the response.
    Heard {
        answer: String,
        thinking: String,
        /// The model asks for a tool.
        tool: bool,
        raw: String,
    },
    /// It is over.
    Ended {
        result: Result<Report, AttemptFailure>,
        reply: Option<Box<Reply>>,
    },
}
