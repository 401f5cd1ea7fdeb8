//! Every call into the browser lives here, behind small functions and traits.
//!
//! May import `engine` and `vlm`. Halves are gated by `page` (the programs of a page) and `engine` (worker).

#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "engine")]
pub mod worker;
