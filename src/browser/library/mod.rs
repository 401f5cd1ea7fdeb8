//! The library worker's half: requests, files, clock and chance for the transfer, word to the other tabs, and what is
//! stored.

mod channel;
mod drive;
mod fetch;
mod keeper;
mod recording;
mod server;
mod space;
mod start;
mod stock;

pub use server::serve;
