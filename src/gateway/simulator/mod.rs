//! What would have happened under another policy.
//!
//! A recorded trace says how each target behaves. The simulator replays its requests under a policy, with outages
//! injected, on a clock of its own, and drives the very same [`super::router`]. The seed decides every draw, so a
//! run can be repeated and shared.

mod behaviour;
mod outage;
mod report;
mod run;
mod script;

pub use outage::{Outage, OutageKind, OutageWindow};
pub use report::{SimulatedRequest, Simulation};
pub use run::{MOST_STEPS, simulate, simulate_within};
