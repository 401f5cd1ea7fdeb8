//! The worker's half: hosts the engine's session, reads files and downloads, talks to the page.

mod call;
mod download;
mod files;
mod requests;
mod server;
mod stored;

use super::{breath, scope};

pub use crate::vlm::{fall, help};
pub use server::serve;
