//! What a request costs: as reported, and as the price table says.

mod compare;
mod image_tokens;
mod price;

pub use compare::CostComparison;
pub use image_tokens::{ImageSize, image_tokens};
pub use price::Price;
