//! The worker's half: hosts the engine's session, reads files and downloads, talks to the page.

mod blob_reader;
mod breath;
mod call;
mod download;
mod files;
mod requests;
mod scope;
mod server;

pub use server::serve;
