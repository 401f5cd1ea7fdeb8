//! The comparison's sheets where they come to life: filters, live checks, the reader's own month.

mod calculator;
mod check;
mod listing;
mod newsletter;
mod scorecard;
mod share;

pub use calculator::Calculator;
pub use listing::LiveListing;
pub use newsletter::watch_newsletter;
pub use scorecard::LiveScorecard;
pub use share::Share;
