//! Shipcheck: which AI tool should you ship with, and a way to check the answer live.
//!
//! The rooms, and who may import whom, are described in `docs/ARCHITECTURE.md`; `tests/rooms.rs` checks it.

pub mod app;
pub mod ballots;
pub mod browser;
pub mod comparison;
#[cfg(feature = "gateway")]
pub mod console;
pub mod engine;
#[cfg(feature = "gateway")]
pub mod gateway;
pub mod library;
#[cfg(feature = "press")]
pub mod press;
#[cfg(any(feature = "press", feature = "ui"))]
pub mod sheets;
pub mod shelf;
#[cfg(feature = "vlm")]
pub mod vlm;
pub mod voting;
pub mod widgets;
