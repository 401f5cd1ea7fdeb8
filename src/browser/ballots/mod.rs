//! The ballots worker's half: connections to relays, the store, the clock and random bytes for the session.

mod line;
mod server;
mod surroundings;

pub use server::serve;
