//! The way of plain Rust.

use super::Dot;
use crate::lanes::I32x4;

pub struct Portable;

impl Dot for Portable {
    type Weights = [i8; 16];
    type Activations = [u8; 4];
    /// Two sums for each output.
    type Bundle = [[i16; 2]; 4];
    const BUNDLED: bool = true;
    const ROWS: usize = 2;

    #[inline(always)]
    fn weights(weights: &[i8; 16]) -> [i8; 16] {
        *weights
    }

    #[inline(always)]
    fn activations(activations: &[u8; 4]) -> [u8; 4] {
        *activations
    }

    #[inline(always)]
    fn open(_: I32x4) -> Self::Bundle {
        [[0; 2]; 4]
    }

    #[inline(always)]
    fn add(bundle: Self::Bundle, weights: [i8; 16], activations: [u8; 4]) -> Self::Bundle {
        let product =
            |output: usize, input: usize| i16::from(weights[4 * output + input]) * i16::from(activations[input]);
        std::array::from_fn(|output| {
            let [first, second] = bundle[output];
            [first + (product(output, 0) + product(output, 1)), second + (product(output, 2) + product(output, 3))]
        })
    }

    #[inline(always)]
    fn close(sums: I32x4, bundle: Self::Bundle) -> I32x4 {
        I32x4(std::array::from_fn(|output| sums.0[output] + bundle[output].map(i32::from).iter().sum::<i32>()))
    }
}
