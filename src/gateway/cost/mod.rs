//! What a request costs: as reported, and as the price table says.

mod compare;
mod pictures;
mod price;

pub use compare::CostComparison;
pub use pictures::{ImageSize, image_tokens};
pub use price::Price;
