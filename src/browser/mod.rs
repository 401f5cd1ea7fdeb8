//! Every call into the browser lives here, behind small functions and traits.
//!
//! May import `ballots`, `engine`, `library`, `vlm` and `voting`. Halves are gated by `page` (the programs of a page),
//! `engine`, `ballots` and `library` (workers); what several kinds of worker need, or page and worker, lies beside them.

#[cfg(feature = "ballots")]
pub mod ballots;
#[cfg(any(feature = "page", feature = "engine", feature = "library"))]
pub mod body;
#[cfg(any(feature = "engine", feature = "ballots", feature = "library"))]
pub mod breath;
#[cfg(feature = "library")]
pub mod library;
#[cfg(feature = "page")]
pub mod page;
#[cfg(any(feature = "engine", feature = "ballots", feature = "library"))]
pub mod scope;
#[cfg(feature = "engine")]
mod seek;
#[cfg(any(feature = "page", feature = "engine", feature = "library"))]
pub mod shelf;
#[cfg(any(feature = "page", feature = "engine", feature = "ballots", feature = "library"))]
pub mod store;
#[cfg(any(feature = "page", feature = "ballots"))]
pub mod tabs;
#[cfg(feature = "engine")]
pub mod worker;
