//! The connection doctor: what keeps this page from an endpoint, as far as a page can know.
//!
//! A browser tells a page only that a request failed, never why. So the doctor asks several times in different ways
//! and concludes from the pattern. It is sans-IO like the router: [`Examination::next`] names the next [`Probe`], the
//! driver sends it and reports an [`Observation`], until [`Next::Done`] brings a [`Diagnosis`].

mod circumstances;
mod diagnosis;
mod examination;
mod probe;
mod readable;
mod relay;
mod unreadable;

pub use circumstances::{Circumstances, LocalNetwork};
pub use diagnosis::{Certainty, Diagnosis, Finding, FindingKind};
pub use examination::{Examination, Next};
pub use probe::{BODY_LIMIT, Observation, Probe, ProbeKind};
pub use relay::{RELAY_PORT, relay_snippet};

#[cfg(test)]
mod tests;
