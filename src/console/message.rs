//! Everything that can happen to the console, in one enum.

use crate::console::inspect::Sent;
use crate::console::state::{Day, Gateway, Picture, Preset, RequestId, Rules, Sample, Source, Theme};
use crate::gateway::dialect::Secret;
use crate::gateway::doctor::Diagnosis;
use crate::gateway::policy::Order;
use crate::gateway::reply::Reply;
use crate::gateway::router::{AttemptFailure, Report};
use crate::gateway::simulator::OutageKind;

/// One thing that happened: the visitor did something, or an effect came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page is open; `fragment` is what stands behind the `#`.
    Opened {
        day: Day,
        fragment: String,
    },
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
    RuleEdited(Rule),
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
    /// Look at the requests of this press again.
    RequestPicked(u32),
    /// Whether OpenRouter is asked for its own attempts.
    AttemptsWanted(bool),
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

    /// Something about the simulator.
    Simulated(Simulated),
    LinkPressed,
    GatewayPicked(Gateway),
    /// The policy in the words of the picked gateway, as a file.
    SavePolicyPressed,
    SaveTracePressed(TraceForm),

    /// Find out why a target, by its place in the policy, can't be reached.
    ExaminePressed(usize),
    Examined {
        target: String,
        diagnosis: Box<Diagnosis>,
        relay: Option<String>,
    },

    SignInPressed,
    /// A sign-in is over: the key, or what went wrong.
    SignedIn(Result<Secret, String>),
    /// The policy from before a sign-in led away from the page.
    PolicyRestored(String),

    /// An attempt of a request, as a command for the shell.
    CurlPressed {
        request: RequestId,
        attempt: usize,
    },
    CopyPressed {
        what: &'static str,
        text: String,
    },
    Copied {
        what: &'static str,
        succeeded: bool,
    },
}

/// A rule of the policy, as it was typed. An empty text removes it, what is no number changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    Order(Order),
    Attempts(String),
    /// Milliseconds.
    Hedge(String),
    /// Dollars.
    PerRequest(String),
    PerSession(String),
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

/// A change to the simulation.
#[derive(Clone, Debug, PartialEq)]
pub enum Simulated {
    SampleArrived {
        trace: String,
        policy: String,
    },
    SourcePicked(Source),
    RulesPicked(Rules),
    SeedEdited(String),
    OutageAdded(OutageKind),
    OutageRemoved(usize),
    OutageEdited {
        at: usize,
        field: OutageField,
    },
    FileOpened {
        name: String,
        text: String,
    },
    /// A file was not even read.
    FileRefused(String),
    /// The policy of the link becomes the visitor's own.
    LinkTaken,
}

/// A part of an outage, as it was typed. Times are seconds, the share is per cent.
#[derive(Clone, Debug, PartialEq)]
pub enum OutageField {
    Target(String),
    From(String),
    Until(String),
    Share(String),
}

/// How a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceForm {
    /// As docs/GATEWAY.md describes it.
    Own,
    OpenTelemetry,
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
