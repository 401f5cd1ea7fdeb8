//! The arithmetic that costs the time: integer matrix products, attention, norms and activations on flat
//! slices, and the resizing of pictures.
//!
//! Knows no tensors, no checkpoint and no browser. Everything is written in vectors of four (`lanes`), which are Wasm SIMD
//! in the browser and arrays elsewhere, with the same operations in the same order. So a result has the same bits
//! natively, in every Wasm build and on every processor.
//!
//! A product is computed in small integers. [`Matrix`] holds weights as −127…127, [`Activations`] holds its rows as
//! 0…127 with a zero point. The second range is what relaxed Wasm SIMD defines on all processors alike
//! (`i32x4.relaxed_dot_i8x16_i7x16_add_s`). Both have one scale for each group of neighbouring inputs of each row.

mod activation;
mod activations;
mod attention;
mod bfloat16;
mod cached_attention;
mod cached_loops;
mod calibration;
mod crew;
mod desks;
mod dot;
mod error;
mod lanes;
mod matrix;
mod multiply;
mod norm;
mod pass;
#[cfg(test)]
mod reference;
mod resample;
mod rotation;
mod shares;
mod tile;

pub use activation::{gated, gelu};
pub use activations::Activations;
pub use attention::{Attention, Looks};
pub use cached_attention::CachedAttention;
pub use calibration::calibrate;
pub use crew::{each, fall, hands, help};
pub use desks::{Desks, rows_in_part};
pub use error::KernelError;
pub use matrix::Matrix;
pub use multiply::Target;
pub use norm::{layer_norm, rms_norm};
pub use resample::{Blend, resample_columns, resample_rows};
pub use rotation::{Pairs, Rotation};
