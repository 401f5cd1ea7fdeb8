//! The page's half: files, downloads, requests, the clipboard, the clock, and the door to the engine.

pub mod address;
pub mod ballot_box;
pub mod ballots;
pub mod chance;
pub mod clipboard;
#[cfg(feature = "shelf")]
pub mod context;
pub mod device;
pub mod document;
pub mod extension;
pub mod fetch;
pub mod form;
pub mod http;
pub mod intake;
pub mod library;
#[cfg(feature = "shelf")]
pub mod offline;
#[cfg(feature = "shelf")]
pub mod pace;
pub mod permission;
pub mod pictures;
pub mod redraw;
pub mod requests;
pub mod save;
pub mod tab;
pub mod theme;
pub mod time;
pub mod vlm;
mod worker;
