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

#[cfg(test)]
mod tests {
    use super::Usage;

    /// 50 dollars per million images hosted.
    pub const MONTH: Usage = Usage {
        images_per_month: 100_000.0,
        input_tokens: 300.0,
        output_tokens: 50.0,
        input_price: 0.1,
        output_price: 0.4,
        device_share: 80.0,
        device_upkeep: 40.0,
    };
}
