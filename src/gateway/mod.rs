//! The router between AI endpoints: a policy, what it makes of a request, and what the answers say.
//!
//! Imports nothing from the crate and knows no browser. It is sans-IO: no clock, no network and no randomness of its
//! own, so that the page, the command line and the simulator run the same code. Bytes become frames in `stream`,
//! frames become events in `dialect`, events become an answer in `reply`. `policy` says what may happen, `router`
//! decides what happens next, `cost` says what it costs, `trace` records it, `truth` doubts it, `simulator` replays
//! it and `export` writes the policy for other gateways. Around them: `doctor` finds out why an endpoint can't be
//! reached, `models` reads its list of models, `model_name` takes their names apart, `signin` gets a key without pasting one, `curl` and `redaction` show
//! requests and answers without it.

pub mod address;
pub mod cost;
pub mod curl;
mod day;
pub mod dialect;
pub mod doctor;
mod error;
pub mod export;
pub mod model_name;
pub mod models;
pub mod policy;
pub mod redaction;
pub mod reply;
pub mod router;
pub mod signin;
pub mod simulator;
pub mod statistics;
pub mod stream;
pub mod trace;
pub mod truth;

pub use error::{GatewayError, Result};
