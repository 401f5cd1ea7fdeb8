//! Every call into the browser lives here, behind small functions and traits.
//!
//! May import `engine` and `vlm`. Halves are gated by `ui` (page) and `engine` (worker).

#[cfg(feature = "ui")]
pub mod page;
#[cfg(feature = "engine")]
pub mod worker;
