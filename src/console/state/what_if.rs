//! The simulator's bench: which requests, under which policy, with what broken.

use crate::gateway::address::Address;
use crate::gateway::policy::Policy;
use crate::gateway::simulator::{Outage, OutageKind, OutageWindow, Simulation};
use crate::gateway::trace::{OriginKind, Trace};

/// Which requests are run again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The trace that comes with the page.
    #[default]
    Sample,
    /// This visit's own requests.
    Visit,
    /// A file of the visitor's.
    File,
}

/// Under which policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rules {
    /// The one that comes with the sample trace.
    #[default]
    Sample,
    /// The visitor's own.
    Draft,
    /// The one that came with the page's address. No request is sent under it.
    Link,
}

/// The same requests twice: as they were, and with what is broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs {
    pub calm: Simulation,
    pub broken: Simulation,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    pub sample: Option<Trace>,
    pub sample_policy: Option<Policy>,
    /// A policy from the page's address, until the visitor takes it over.
    pub linked: Option<Policy>,
    pub file: Option<(String, Trace)>,
    pub source: Source,
    pub rules: Rules,
    pub outage: Outage,
    pub seed: u64,
    /// What came of it, or why nothing could.
    pub runs: Option<Result<Runs, String>>,
    /// Why a file or a link could not be read.
    pub problem: Option<String>,
}

impl Default for WhatIf {
    fn default() -> Self {
        Self {
            sample: None,
            sample_policy: None,
            linked: None,
            file: None,
            source: Source::Sample,
            rules: Rules::Sample,
            outage: Outage { version: 1, name: String::new(), outages: Vec::new() },
            seed: 1,
            runs: None,
            problem: None,
        }
    }
}

impl WhatIf {
    /// Whom requests would reach under the policy of the link: each origin once, an address that is none as it stands,
    /// and the tab itself.
    pub fn linked_hosts(&self) -> Vec<String> {
        let mut hosts = Vec::new();
        for target in self.linked.iter().flat_map(|policy| &policy.targets) {
            let host = match (target.is_on_device(), target.base_url.as_deref()) {
                (true, _) => "the model in this tab".to_owned(),
                (false, Some(url)) => Address::read(url).map(|address| address.origin()).unwrap_or(url.to_owned()),
                (false, None) => format!("{}, which has no address", target.name),
            };
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }

    /// What the trace says of itself, in words that tell measured from invented.
    pub fn provenance(trace: &Trace) -> String {
        let kind = match trace.origin.kind {
            OriginKind::Recorded => "Recorded",
            OriginKind::Simulated => "Simulated",
            OriginKind::MadeUp => "Made up by hand",
        };
        format!("{kind}, {}. {} {} requests.", trace.origin.date, trace.origin.source, trace.requests.len())
    }
}

/// What can break, in the order of the picker.
pub const KINDS: [OutageKind; 5] = [
    OutageKind::RateLimitStorm,
    OutageKind::Unavailable,
    OutageKind::Stall,
    OutageKind::CutStream,
    OutageKind::PriceChange,
];

/// The name of a kind in the picker.
pub fn kind_label(kind: OutageKind) -> &'static str {
    match kind {
        OutageKind::RateLimitStorm => "429 storm",
        OutageKind::Unavailable => "503 window",
        OutageKind::Stall => "stall",
        OutageKind::CutStream => "cut stream",
        OutageKind::PriceChange => "price change",
    }
}

/// An outage of a kind as it is first shown; every field can be changed.
pub fn first_window(kind: OutageKind, target: String) -> OutageWindow {
    OutageWindow {
        kind,
        target,
        from_ms: 0.0,
        until_ms: None,
        probability: 1.0,
        retry_after_ms: (kind == OutageKind::RateLimitStorm).then_some(1500.0),
        after_tokens: if kind == OutageKind::CutStream { 40 } else { 0 },
        factor: if kind == OutageKind::PriceChange { 2.0 } else { 1.0 },
    }
}
