//! What both ways cost at the reader's own volume, and where they cross.
//!
//! Hosted: `images × (tokens in × price in + tokens out × price out) ÷ 1 000 000`, every month. On the device: the same
//! sum every month, whatever the volume. A split pays the device's sum and the hosted price of the rest.

mod bill;
mod query;
mod usage;

pub use bill::{Bill, Crossover, Curve, curve};
pub use query::{from_query, to_query};
pub use usage::{Field, PricingDefaults, Quoted, Usage, grouped};
