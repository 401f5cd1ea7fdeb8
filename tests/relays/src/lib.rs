//! What the tests against relays share: the command, ballots, and a folder of their own.

mod command;
mod python;
mod rust;
mod voter;
pub mod voters;

pub use command::{Bench, poll};
pub use python::PythonRelay;
pub use rust::RustRelay;
pub use voter::publish;
