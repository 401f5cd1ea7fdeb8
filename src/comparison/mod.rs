//! The verdict: tools, what a panel said of them, what they cost, and the pages that set two of them side by side.
//!
//! May import `voting` for published counts; knows no browser. A site owner writes the data as JSON files; the types here
//! are their schema (`docs/COMPARISONS.md`), and [`catalogue`] checks them when the pages are printed.

mod address;
#[cfg(feature = "press")]
pub mod catalogue;
mod community;
mod date;
mod error;
pub mod export;
pub mod listing;
mod matchup;
mod panel;
pub mod pricing;
mod slug;
mod source;
mod tool;

pub use address::WebAddress;
pub use community::{Community, Count};
pub use date::Date;
pub use error::ComparisonError;
pub use matchup::{Choice, Comparison, Matchup, Point};
pub use panel::{Check, CheckKind, PanelShare, Review, Verdict, panel_share, role_key, roles};
pub use slug::Slug;
pub use source::Source;
pub use tool::{Competitor, Entry, Price, Side, Tool};
