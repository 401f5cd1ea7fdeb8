//! What the tests against other gateways share: the gateways, and a driver that does what the router says.

mod driver;
mod peers;
mod program;
mod wire;

pub use driver::{Asked, Driver};
pub use peers::Peers;
pub use program::{Scratch, Server, free_port};
pub use wire::{agent, post, send};
