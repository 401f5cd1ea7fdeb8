//! The voting room against what others have published, and against any input.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "voting/properties.rs"]
mod properties;
#[path = "voting/published.rs"]
mod published;
