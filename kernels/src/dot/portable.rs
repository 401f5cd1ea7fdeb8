//! The way of plain Rust.

use super::Dot;
use crate::lanes::I32x4;

pub struct Portable;

impl Dot for Portable {
    type Weights = [i8; 16];
    type Activations = [u8; 4];

    #[inline(always)]
    fn weights(weights: &[i8; 16]) -> [i8; 16] {
        *weights
    }

    #[inline(always)]
    fn activations(activations: &[u8; 4]) -> [u8; 4] {
        *activations
    }

    #[inline(always)]
    fn add(sums: I32x4, weights: [i8; 16], activations: [u8; 4]) -> I32x4 {
        let product = |output: usize, input: usize| {
            i32::from(i16::from(weights[4 * output + input]) * i16::from(activations[input]))
        };
        I32x4(std::array::from_fn(|output| sums.0[output] + (0..4).map(|input| product(output, input)).sum::<i32>()))
    }
}
