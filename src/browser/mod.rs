//! Every call into the browser lives here, behind small functions and traits.
//!
//! May import `ballots`, `engine`, `vlm` and `voting`. Halves are gated by `page` (the programs of a page), `engine` and
//! `ballots` (workers); what both kinds of worker need, or page and worker, lies beside them.

#[cfg(feature = "ballots")]
pub mod ballots;
#[cfg(any(feature = "engine", feature = "ballots"))]
pub mod breath;
#[cfg(feature = "page")]
pub mod page;
#[cfg(any(feature = "engine", feature = "ballots"))]
pub mod scope;
#[cfg(any(feature = "page", feature = "ballots"))]
pub mod store;
#[cfg(any(feature = "page", feature = "ballots"))]
pub mod tabs;
#[cfg(feature = "engine")]
pub mod worker;
